import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { FakeClock } from '@paraph/testing';
import { MemoryPublications } from '../../test/memory-stores.js';
import { AuthorityCertificateSource, RevocationListSource, type AuthorityName, type RevocationList } from './certificate-authority.js';
import { RefreshPublications } from './refresh-publications.js';

const HOUR = 3_600_000;

class Certificates extends AuthorityCertificateSource {
  override certificates() {
    return Promise.resolve({ root: Uint8Array.of(1), issuing: Uint8Array.of(2) });
  }
}

class Lists extends RevocationListSource {
  readonly made: string[] = [];
  failure: ServiceError | undefined;

  constructor(private readonly clock: FakeClock) {
    super();
  }

  override composeList(authority: AuthorityName): Promise<RevocationList> {
    if (this.failure) return Promise.reject(this.failure);
    this.made.push(authority);
    const thisUpdate = this.clock.now();
    return Promise.resolve({
      authority,
      number: this.made.length,
      crl: Uint8Array.of(this.made.length),
      thisUpdate,
      nextUpdate: new Date(thisUpdate.getTime() + 24 * HOUR),
    });
  }
}

describe('what is published', () => {
  let clock: FakeClock;
  let lists: Lists;
  let publications: MemoryPublications;
  let refresh: RefreshPublications;

  beforeEach(() => {
    clock = new FakeClock();
    lists = new Lists(clock);
    publications = new MemoryPublications();
    refresh = new RefreshPublications(new Certificates(), lists, publications, clock);
  });

  it('is complete after the first run, with an event for each list', async () => {
    await refresh.run();
    expect([...publications.certificates.keys()]).toEqual(['root', 'issuing']);
    expect(publications.events.map(({ type, particulars }) => `${type} ${particulars?.['authority']} ${particulars?.['number']}`)).toEqual([
      'crl-published root 1',
      'crl-published issuing 2',
    ]);
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
    await refresh.run();
    expect(lists.made).toEqual(['root', 'issuing']);
    clock.advance(1);
    await refresh.run();
    expect(lists.made).toEqual(['root', 'issuing', 'root', 'issuing']);
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
