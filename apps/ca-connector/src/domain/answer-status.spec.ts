import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { FakeClock } from '@paraph/testing';
import { MemoryPublications, MemoryStatusAnswers } from '../../test/memory-publications.js';
import { AnswerStatus, type NonceTreatment } from './answer-status.js';
import { KeptAnswers } from './kept-answers.js';
import { StatusSource, type AuthorityName, type StatusAnswer, type StatusSubject } from './publication-sources.js';
import { StatusRequestReader, type StatusQuestion } from './status-request-reader.js';

const MINUTE = 60_000;

/** A question is its serial number; an empty one is malformed, 0 is somebody else's. What follows is a nonce. */
class OneByteReader extends StatusRequestReader {
  override read(request: Uint8Array): StatusQuestion {
    const [serial, ...nonce] = request;
    if (serial === undefined) return { error: 'malformedRequest' };
    if (serial === 0) return { error: 'unauthorized' };
    return { serialNumber: serial.toString(16), ...(nonce.length > 0 && { nonce: Uint8Array.from(nonce) }) };
  }
}

class CountingSource extends StatusSource {
  readonly asked: string[] = [];
  failure: Error | undefined;

  constructor(private readonly clock: FakeClock) {
    super();
  }

  override async composeAnswer({ authority, serialNumber, nonce }: StatusSubject): Promise<StatusAnswer> {
    this.asked.push(`${authority}/${serialNumber}${nonce ? ` with ${nonce.join()}` : ''}`);
    const response = Uint8Array.of(this.asked.length);
    await Promise.resolve();
    if (this.failure) throw this.failure;
    const thisUpdate = this.clock.now();
    return { response, thisUpdate, nextUpdate: new Date(thisUpdate.getTime() + 60 * MINUTE) };
  }

  override composeAnswers(): never {
    throw new Error('nobody asks for pages here');
  }
}

describe('answering a question of status', () => {
  let clock: FakeClock;
  let source: CountingSource;
  let prepared: MemoryStatusAnswers;
  let publications: MemoryPublications;
  let status: AnswerStatus;
  const ask = (serial: number, authority: AuthorityName = 'issuing') => status.run(authority, Uint8Array.of(serial));
  const make = (nonces?: NonceTreatment) =>
    new AnswerStatus({ kept: new KeptAnswers(source, prepared, clock), source, reader: new OneByteReader() }, publications, clock, nonces);
  const later = (minutes: number): Date => new Date(clock.now().getTime() + minutes * MINUTE);

  beforeEach(() => {
    clock = new FakeClock();
    source = new CountingSource(clock);
    prepared = new MemoryStatusAnswers();
    publications = new MemoryPublications();
    publications.certificates.set('issuing', Uint8Array.of(1)).set('root', Uint8Array.of(2));
    status = make();
  });

  it('repeats an answer until five minutes before its end', async () => {
    const first = await ask(7);
    expect(first).toEqual({ response: Uint8Array.of(1), thisUpdate: clock.now(), expires: later(55) });
    clock.advance(55 * MINUTE - 1);
    expect(await ask(7)).toEqual(first);
    clock.advance(1);
    expect((await ask(7)).response).toEqual(Uint8Array.of(2));
    expect(source.asked).toHaveLength(2);
  });

  it('composes one answer for all who ask at once', async () => {
    await Promise.all(Array.from({ length: 10 }, () => ask(7)));
    expect(source.asked).toEqual(['issuing/7']);
  });

  it('asks for no more than a few answers at once, whatever strangers ask, and for the next when one is there', async () => {
    const replies = await Promise.all(Array.from({ length: 100 }, (_, index) => ask(index + 1)));
    expect(source.asked).toHaveLength(16);
    expect(replies.filter(({ response }) => response.at(-1) === 3 && response.length === 5)).toHaveLength(84);
    expect((await ask(7)).expires).toBeDefined();
    expect((await ask(200)).expires).toBeDefined();
  });

  it('keeps authorities and serial numbers apart', async () => {
    await Promise.all([ask(7), ask(8), ask(7, 'root')]);
    expect(source.asked).toEqual(['issuing/7', 'issuing/8', 'root/7']);
  });

  describe('that was prepared', () => {
    const prepare = (byte: number, thisUpdate: Date, nextUpdate: Date) =>
      prepared.keep('issuing', [{ serialNumber: '7', response: Uint8Array.of(byte), thisUpdate, nextUpdate }]);

    it('costs no signature', async () => {
      await prepare(0xaa, later(0), later(60));
      expect(await ask(7)).toEqual({ response: Uint8Array.of(0xaa), thisUpdate: later(0), expires: later(55) });
      expect(source.asked).toEqual([]);
    });

    it('is composed again when what was prepared is nearly over', async () => {
      await prepare(0xaa, later(-55), later(5));
      expect((await ask(7)).response).toEqual(Uint8Array.of(1));
    });

    it('takes up within a minute what was prepared since, a revocation above all', async () => {
      await prepare(0xaa, later(0), later(60));
      await ask(7);
      clock.advance(1);
      await prepare(0xbb, later(0), later(60));
      clock.advance(MINUTE - 2);
      expect((await ask(7)).response).toEqual(Uint8Array.of(0xaa));
      clock.advance(1);
      expect((await ask(7)).response).toEqual(Uint8Array.of(0xbb));
      expect(source.asked).toEqual([]);
    });

    it('does not take the place of a newer answer', async () => {
      await ask(7);
      await prepare(0xaa, later(-10), later(50));
      clock.advance(MINUTE);
      expect((await ask(7)).response).toEqual(Uint8Array.of(1));
      expect(source.asked).toHaveLength(1);
    });

    it('is composed while the database is away', async () => {
      prepared.find = () => Promise.reject(new Error('the database is away'));
      expect((await ask(7)).response).toEqual(Uint8Array.of(1));
      clock.advance(2 * MINUTE);
      expect((await ask(7)).response).toEqual(Uint8Array.of(1));
    });
  });

  describe('with a nonce', () => {
    const withNonce = () => status.run('issuing', Uint8Array.of(7, 1, 2));

    it('does not mind it, and answers as everybody is answered', async () => {
      expect(await withNonce()).toEqual(await ask(7));
      expect(source.asked).toEqual(['issuing/7']);
    });

    it('signs an answer for it alone where that is set, which nobody keeps', async () => {
      status = make('answer');
      expect(await withNonce()).toEqual({ response: Uint8Array.of(1) });
      expect(await withNonce()).toEqual({ response: Uint8Array.of(2) });
      expect((await ask(7)).expires).toBeDefined();
      expect(source.asked).toEqual(['issuing/7 with 1,2', 'issuing/7 with 1,2', 'issuing/7']);
    });

    it('signs no more than a few at once', async () => {
      status = make('answer');
      const replies = await Promise.all(Array.from({ length: 50 }, withNonce));
      expect(source.asked).toHaveLength(16);
      expect(replies.filter(({ response }) => response.at(-1) === 3 && response.length === 5)).toHaveLength(34);
      expect((await withNonce()).response).toEqual(Uint8Array.of(17));
    });
  });

  it.each([
    ['malformed', new Uint8Array(), 1],
    ['somebody else’s', Uint8Array.of(0), 6],
  ])('asks nobody about a question that is %s', async (_what, request, error) => {
    expect(await status.run('issuing', request)).toEqual({ response: Uint8Array.of(0x30, 3, 0x0a, 1, error) });
    expect(source.asked).toEqual([]);
  });

  it('says that one may try later before anything was published', async () => {
    publications.certificates.clear();
    expect(await ask(7)).toEqual({ response: Uint8Array.of(0x30, 3, 0x0a, 1, 3) });
  });

  it.each([
    ['hsm.unavailable', 3],
    ['service.unavailable', 3],
    ['record.tampered', 2],
  ] as const)('answers %s with an error of OCSP, and tries again for the next one', async (code, error) => {
    source.failure = new ServiceError(code, 'not now');
    expect(await ask(7)).toEqual({ response: Uint8Array.of(0x30, 3, 0x0a, 1, error) });
    source.failure = undefined;
    expect((await ask(7)).expires).toBeDefined();
  });

  it('does not hide a bug', async () => {
    source.failure = new Error('a bug');
    await expect(ask(7)).rejects.toThrow('a bug');
  });
});
