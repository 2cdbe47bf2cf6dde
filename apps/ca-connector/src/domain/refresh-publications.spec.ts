import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { FakeClock } from '@paraph/testing';
import { MemoryPublications } from '../../test/memory-publications.js';
import { AuthorityFactsSource, RevocationListSource, type AuthorityFacts, type AuthorityName, type RevocationList } from './publication-sources.js';
import { RefreshPublications } from './refresh-publications.js';

const HOUR = 3_600_000;
const END_OF_TIME = new Date('9999-12-31T23:59:59.000Z');

class Facts extends AuthorityFactsSource {
  present: AuthorityFacts = {
    certificates: { root: Uint8Array.of(1), issuing: Uint8Array.of(2) },
    policies: [{ id: 'sandbox', version: '1', digest: 'ab', policyOids: [], profile: 'natural-person', terms: { version: '1', text: 'Text' } }],
  };

  override facts(): Promise<AuthorityFacts> {
    return Promise.resolve(this.present);
  }
}

class Lists extends RevocationListSource {
  readonly made: string[] = [];
  failure: ServiceError | undefined;
  nextUpdate: Date | undefined;

  constructor(private readonly clock: FakeClock) {
    super();
  }

  override composeList(authority: AuthorityName): Promise<RevocationList> {
    if (this.failure) return Promise.reject(this.failure);
    this.made.push(authority);
    const thisUpdate = this.clock.now();
    const nextUpdate = this.nextUpdate ?? new Date(thisUpdate.getTime() + 24 * HOUR);
    return Promise.resolve({ authority, number: this.made.length, crl: Uint8Array.of(this.made.length), thisUpdate, nextUpdate });
  }
}

describe('what is published', () => {
  let clock: FakeClock;
  let facts: Facts;
  let lists: Lists;
  let publications: MemoryPublications;
  let refresh: RefreshPublications;

  beforeEach(() => {
    clock = new FakeClock();
    facts = new Facts();
    lists = new Lists(clock);
    publications = new MemoryPublications();
    refresh = new RefreshPublications(facts, lists, publications, clock);
  });

  it('is complete after the first run, with an event for each list', async () => {
    const replaced = await refresh.run();
    expect([...publications.certificates.keys()]).toEqual(['root', 'issuing']);
    expect(publications.events.map(({ type, particulars }) => `${type} ${particulars?.['authority']} ${particulars?.['number']}`)).toEqual([
      'crl-published root 1',
      'crl-published issuing 2',
    ]);
    expect(replaced.map(({ list, previous }) => [list.number, previous])).toEqual([
      [1, undefined],
      [2, undefined],
    ]);
    expect(await publications.policies()).toMatchObject([{ id: 'sandbox', isInForce: true, publishedAt: clock.now() }]);
  });

  it('is complete from then on, until a list is over', async () => {
    expect(await refresh.isComplete()).toBe(false);
    await refresh.run();
    expect(await refresh.isComplete()).toBe(true);
    clock.advance(24 * HOUR);
    expect(await refresh.isComplete()).toBe(false);
  });

  it('is not complete with certificates alone', async () => {
    lists.failure = new ServiceError('hsm.unavailable', 'the token rests');
    await expect(refresh.run()).rejects.toMatchObject({ code: 'hsm.unavailable' });
    expect(await refresh.isComplete()).toBe(false);
  });

  it('stays until half of its time is over', async () => {
    await refresh.run();
    clock.advance(12 * HOUR - 1);
    expect(await refresh.run()).toEqual([]);
    expect(lists.made).toEqual(['root', 'issuing']);
    clock.advance(1);
    await refresh.run();
    expect(lists.made).toEqual(['root', 'issuing', 'root', 'issuing']);
  });

  describe('after a revocation', () => {
    it('has a new list of the issuing authority at the next look, and then rests', async () => {
      await refresh.run();
      clock.advance(HOUR);
      facts.present = { ...facts.present, revokedLastAt: clock.now() };
      clock.advance(30_000);
      expect((await refresh.run()).map(({ list, previous }) => [list.authority, list.number, previous?.number])).toEqual([['issuing', 3, 2]]);
      clock.advance(60_000);
      expect(await refresh.run()).toEqual([]);
    });

    it('has another one where the list was made within seconds of it and may not know it', async () => {
      await refresh.run();
      facts.present = { ...facts.present, revokedLastAt: clock.now() };
      clock.advance(1_000);
      await refresh.run();
      clock.advance(60_000);
      await refresh.run();
      clock.advance(60_000);
      await refresh.run();
      expect(lists.made).toEqual(['root', 'issuing', 'issuing', 'issuing']);
    });
  });

  describe('at the end of the authority', () => {
    it('has its last list, and no other afterwards', async () => {
      await refresh.run();
      clock.advance(HOUR);
      facts.present = { ...facts.present, endedAt: clock.now(), revokedLastAt: clock.now() };
      lists.nextUpdate = END_OF_TIME;
      clock.advance(1);
      await refresh.run();
      expect((await publications.list('issuing'))?.nextUpdate).toEqual(END_OF_TIME);
      expect(await publications.endedAt()).toEqual(facts.present.endedAt);
      const { length } = lists.made;
      clock.advance(400 * 24 * HOUR);
      lists.nextUpdate = undefined;
      await refresh.run();
      expect(lists.made.slice(length)).toEqual(['root']);
      expect(await refresh.isComplete()).toBe(true);
    });
  });

  it('stays readable while the authority is away', async () => {
    await refresh.run();
    clock.advance(13 * HOUR);
    lists.failure = new ServiceError('hsm.unavailable', 'the token rests');
    await expect(refresh.run()).rejects.toMatchObject({ code: 'hsm.unavailable' });
    expect((await publications.list('issuing'))?.number).toBe(2);
  });

  it('is replaced as soon as the authority is back', async () => {
    lists.failure = new ServiceError('hsm.unavailable', 'the token rests');
    await expect(refresh.run()).rejects.toMatchObject({ code: 'hsm.unavailable' });
    lists.failure = undefined;
    await refresh.run();
    expect(publications.lists).toHaveLength(2);
  });
});
