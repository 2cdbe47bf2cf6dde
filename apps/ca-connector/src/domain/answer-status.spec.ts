import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { FakeClock } from '@paraph/testing';
import { MemoryPublications } from '../../test/memory-stores.js';
import { AnswerStatus } from './answer-status.js';
import { StatusSource, type AuthorityName, type StatusAnswer } from './certificate-authority.js';
import { StatusRequestReader, type StatusQuestion } from './status-request-reader.js';

const MINUTE = 60_000;

/** A question is its serial number; an empty one is malformed, 0 is somebody else's. */
class OneByteReader extends StatusRequestReader {
  override read(request: Uint8Array): StatusQuestion {
    const [serial] = request;
    if (serial === undefined) return { error: 'malformedRequest' };
    return serial === 0 ? { error: 'unauthorized' } : { serialNumber: serial.toString(16) };
  }
}

class CountingSource extends StatusSource {
  readonly asked: string[] = [];
  failure: Error | undefined;

  constructor(private readonly clock: FakeClock) {
    super();
  }

  override async composeAnswer(authority: AuthorityName, serialNumber: string): Promise<StatusAnswer> {
    this.asked.push(`${authority}/${serialNumber}`);
    await Promise.resolve();
    if (this.failure) throw this.failure;
    return { response: Uint8Array.of(this.asked.length), nextUpdate: new Date(this.clock.now().getTime() + 60 * MINUTE) };
  }
}

describe('answering a question of status', () => {
  let clock: FakeClock;
  let source: CountingSource;
  let publications: MemoryPublications;
  let status: AnswerStatus;
  const ask = (serial: number, authority: AuthorityName = 'issuing') => status.run(authority, Uint8Array.of(serial));

  beforeEach(() => {
    clock = new FakeClock();
    source = new CountingSource(clock);
    publications = new MemoryPublications();
    publications.certificates.set('issuing', Uint8Array.of(1)).set('root', Uint8Array.of(2));
    status = new AnswerStatus(source, new OneByteReader(), publications, clock);
  });

  it('repeats an answer until five minutes before its end', async () => {
    const first = await ask(7);
    expect(first).toEqual({ response: Uint8Array.of(1), expires: new Date(clock.now().getTime() + 55 * MINUTE) });
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
