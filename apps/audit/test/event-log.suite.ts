import { beforeEach, describe, expect, it } from '@jest/globals';
import type { EventSource } from '@paraph/contracts';
import { leafHash, newId } from '@paraph/kernel';
import type { EventLog } from '../src/domain/event-log.js';
import { RecordEvents } from '../src/domain/record-events.js';

export interface EventParts {
  readonly id?: string;
  readonly source?: EventSource;
  readonly sequence?: number;
  readonly type?: string;
  readonly occurredAt?: string;
  readonly outcome?: 'success' | 'failure';
  readonly actor?: { kind: 'system' | 'operator' | 'client' | 'signer'; id: string };
  readonly particulars?: Record<string, string>;
  readonly correlationId?: string;
  readonly digests?: readonly string[];
}

/** The text of an event, correct unless told otherwise. */
export function anEvent(parts: EventParts = {}): string {
  return JSON.stringify({
    id: newId('evt'),
    source: 'sam',
    sequence: 1,
    type: 'signature-made',
    occurredAt: '2027-03-01T09:00:00.000Z',
    actor: { kind: 'system', id: 'sam' },
    outcome: 'success',
    particulars: {},
    ...parts,
  });
}

/** Facts about the log, for the fake and for PostgreSQL alike. */
export function eventLogSuite(name: string, open: () => Promise<EventLog>, recordedRefusals: (log: EventLog) => Promise<number>): void {
  describe(`the log in ${name}`, () => {
    let log: EventLog;
    let record: RecordEvents;
    const arrive = (...bodies: string[]) => record.run(bodies.map((body) => ({ source: 'sam' as const, body })));
    const everything = () => log.read({}, { after: -1, limit: 100 });

    beforeEach(async () => {
      log = await open();
      record = new RecordEvents(log);
    });

    it('keeps the text to the byte, with its RFC 9162 leaf hash and its place', async () => {
      const bodies = [anEvent({ sequence: 1 }), anEvent({ sequence: 2 }).replace(/,/, ' ,')];
      expect(await arrive(...bodies)).toEqual(['logged', 'logged']);
      expect((await everything()).map(({ position, body, leafHash: hash }) => ({ position, body, hash }))).toEqual(
        bodies.map((body, position) => ({ position, body, hash: leafHash(body) })),
      );
    });

    it('takes a repeated event once', async () => {
      const body = anEvent();
      expect(await arrive(body, body)).toEqual(['logged', 'repeated']);
      expect(await arrive(body)).toEqual(['repeated']);
      expect(await everything()).toHaveLength(1);
    });

    it.each([
      ['another event under a known identifier', (id: string) => anEvent({ id, sequence: 2 })],
      ['another event in a taken place of the sequence', () => anEvent({ sequence: 1 })],
      ['an event of another source', () => anEvent({ source: 'identity', type: 'token-issued', sequence: 2 })],
      ['a type the source does not have', () => anEvent({ type: 'token-issued', sequence: 2 })],
      ['something that is no event', () => '{"id":"x"}'],
      ['something that is no JSON', () => 'none'],
      ['an event with an escaped NUL, which no database can hold', () => anEvent({ sequence: 2, particulars: { name: 'a\0b' } })],
      ['an event with a raw NUL', () => anEvent({ sequence: 2 }).replace('sam', 's\0am')],
      ['an event with half a surrogate pair', () => anEvent({ sequence: 2, particulars: { name: '\ud800' } })],
      ['an event with an escaped NUL in a member nobody knows', () => anEvent({ sequence: 2 }).replace('{', '{"more":"\\u0000",')],
      ['an event with a number no database can hold', () => anEvent({ sequence: 2 }).replace('{', '{"more":1e9999999,')],
      ['an event of the year 0, which no database knows', () => anEvent({ sequence: 2, occurredAt: '0000-01-01T00:00:00.000Z' })],
    ])('keeps %s apart, and goes on', async (_case, make) => {
      const id = newId('evt');
      await arrive(anEvent({ id }));
      expect(await arrive(make(id), anEvent({ sequence: 3 }))).toEqual(['refused', 'logged']);
      expect(await log.refusedCount()).toBe(1);
      expect((await everything()).map((one) => one.sequence)).toEqual([1, 3]);
    });

    it('leaves no hole in its places when one of a batch is refused', async () => {
      await arrive(anEvent({ sequence: 1 }), anEvent({ sequence: 1 }), anEvent({ sequence: 2 }));
      expect((await everything()).map((one) => one.position)).toEqual([0, 1]);
    });

    it('shows a gap in a sequence', async () => {
      await arrive(anEvent({ sequence: 1 }), anEvent({ sequence: 4 }));
      expect(await log.sequences()).toEqual([{ source: 'sam', last: 4, count: 2, missing: [2, 3], setAside: [] }]);
    });

    it('shows the first ten of many gaps, and answers at once for a sequence that jumps to the end of all numbers', async () => {
      await arrive(anEvent({ sequence: 1 }), anEvent({ sequence: Number.MAX_SAFE_INTEGER }));
      const [state] = await log.sequences();
      expect(state).toMatchObject({ count: 2, last: Number.MAX_SAFE_INTEGER, missing: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11] });
      const missing = await log.missing('sam', 0, Number.MAX_SAFE_INTEGER - 1);
      expect({ count: missing.length, first: missing[0], last: missing.at(-1) }).toEqual({ count: 500, first: 2, last: 501 });
      expect(await log.missing('sam', 5, 3)).toEqual([]);
    });

    it.each([
      ['by what stands beside it', { source: 'sam' as const, body: 'none', sequence: 2 }],
      ['by what stands in it', { source: 'sam' as const, body: '{"sequence":2}' }],
    ])('sets aside the place of what it refuses, %s, so that it is not missing any more', async (_case, refused) => {
      await arrive(anEvent({ sequence: 1 }), anEvent({ sequence: 3 }));
      expect(await log.missing('sam', 0, 3)).toEqual([2]);
      expect(await record.run([refused])).toEqual(['refused']);
      expect(await log.missing('sam', 0, 3)).toEqual([]);
      expect(await log.sequences()).toEqual([{ source: 'sam', last: 3, count: 2, missing: [], setAside: [2] }]);
      expect(await log.missing('identity', 0, 3)).toEqual([1, 2, 3]);
    });

    it('keeps a refused message once, however often it comes, and records that once', async () => {
      const refused = { source: 'sam' as const, body: 'none', sequence: 2 };
      expect(await record.run([refused, refused])).toEqual(['refused', 'refused-before']);
      expect(await record.run([refused])).toEqual(['refused-before']);
      expect({ kept: await log.refusedCount(), recorded: await recordedRefusals(log) }).toEqual({ kept: 1, recorded: 1 });
    });

    it('remembers the place although it did not stand beside the message the first time', async () => {
      await record.run([{ source: 'sam', body: 'none' }]);
      expect(await log.missing('sam', 0, 2)).toEqual([1, 2]);
      expect(await record.run([{ source: 'sam', body: 'none', sequence: 2 }])).toEqual(['refused-before']);
      expect(await log.missing('sam', 0, 2)).toEqual([1]);
    });

    it('still takes the event of a place that was set aside', async () => {
      await record.run([{ source: 'sam', body: 'none', sequence: 1 }]);
      expect(await arrive(anEvent({ sequence: 1 }))).toEqual(['logged']);
      expect(await log.sequences()).toEqual([{ source: 'sam', last: 1, count: 1, missing: [], setAside: [] }]);
    });

    it('records no refusal of audit’s own, which might be refused in turn', async () => {
      expect(await record.run([{ source: 'audit', body: 'none', sequence: 1 }])).toEqual(['refused']);
      expect({ kept: await log.refusedCount(), recorded: await recordedRefusals(log) }).toEqual({ kept: 1, recorded: 0 });
    });

    it('tells a source what of its own has not arrived', async () => {
      await arrive(anEvent({ sequence: 1 }), anEvent({ sequence: 4 }));
      expect(await log.missing('sam', 0, 5)).toEqual([2, 3, 5]);
      expect(await log.missing('sam', 3, 4)).toEqual([]);
      expect(await log.missing('identity', 0, 2)).toEqual([1, 2]);
    });

    it('answers by source, type, outcome, actor, correlation, particular, terms and time', async () => {
      const [credentialId, signerId, digest] = [newId('cred'), newId('sgn'), 'd'.repeat(43)];
      await arrive(
        anEvent({ sequence: 1, particulars: { credentialId, serialNumber: '4a', reason: 'expired' }, correlationId: 'one-correlation', digests: [digest] }),
        anEvent({ sequence: 2, type: 'sad-issued', outcome: 'failure', actor: { kind: 'signer', id: signerId }, occurredAt: '2027-03-02T09:00:00.000Z' }),
        anEvent({
          sequence: 3,
          type: 'sad-issued',
          particulars: { signerId, keys: `${credentialId} ${newId('cred')}` },
          occurredAt: '2027-03-03T09:00:00.000Z',
        }),
      );
      const found = async (filter: Parameters<EventLog['read']>[0]) => (await log.read(filter, { after: -1, limit: 10 })).map((one) => one.sequence);
      expect(await found({ source: 'sam' })).toEqual([1, 2, 3]);
      expect(await found({ source: 'identity' })).toEqual([]);
      expect(await found({ type: 'sad-issued' })).toEqual([2, 3]);
      expect(await found({ exceptType: 'sad-issued' })).toEqual([1]);
      expect(await found({ exceptType: 'signature-made' })).toEqual([2, 3]);
      expect(await found({ types: ['sad-issued', 'signature-made'] })).toEqual([1, 2, 3]);
      expect(await found({ types: [] })).toEqual([]);
      expect(await found({ outcome: 'failure' })).toEqual([2]);
      expect(await found({ actor: signerId })).toEqual([2]);
      expect(await found({ actor: 'sam' })).toEqual([1, 3]);
      expect(await found({ correlationId: 'one-correlation' })).toEqual([1]);
      expect(await found({ particular: credentialId })).toEqual([1, 3]);
      expect(await found({ particular: "' OR true --" })).toEqual([]);
      expect(await found({ terms: [signerId] })).toEqual([2, 3]);
      expect(await found({ terms: [signerId, credentialId] })).toEqual([3]);
      expect(await found({ terms: [digest] })).toEqual([1]);
      expect(await found({ anyTerm: [signerId, digest, credentialId] })).toEqual([1, 2, 3]);
      expect(await found({ anyTerm: [digest, '4a'], outcome: 'success' })).toEqual([1]);
      expect(await found({ anyTerm: [] })).toEqual([]);
      expect(await found({ terms: [credentialId], anyTerm: [signerId] })).toEqual([3]);
      expect(await found({ terms: ['4a'], outcome: 'failure' })).toEqual([]);
      expect(await found({ terms: ['expired'] })).toEqual([]);
      expect(await found({ from: new Date('2027-03-02T00:00:00Z') })).toEqual([2, 3]);
      expect(await found({ to: new Date('2027-03-02T09:00:00Z') })).toEqual([1]);
      expect(await found({ terms: [credentialId], from: new Date('2027-03-02T00:00:00Z') })).toEqual([3]);
    });

    it('answers page by page, forwards and backwards, whatever is added meanwhile', async () => {
      const signerId = newId('sgn');
      const wanted = (place: number) => anEvent({ sequence: place, ...(place % 2 === 0 && { particulars: { signerId } }) });
      await arrive(...Array.from({ length: 9 }, (_, index) => wanted(index + 1)));
      const page = async (at: { after: number } | { before: number }) =>
        (await log.read({ terms: [signerId] }, { ...at, limit: 2 })).map((one) => one.position);
      expect([await page({ after: -1 }), await page({ after: 3 })]).toEqual([
        [1, 3],
        [5, 7],
      ]);
      const newest = await page({ before: Number.MAX_SAFE_INTEGER });
      await arrive(wanted(10));
      expect([newest, await page({ before: 5 }), await page({ before: 1 })]).toEqual([[7, 5], [3, 1], []]);
      const either = await log.read({ anyTerm: [signerId, newId('sgn')] }, { before: 8, limit: 3 });
      expect(either.map((one) => one.position)).toEqual([7, 5, 3]);
      const positions: number[] = [];
      for await (const { position } of log.stretch(2, 6)) positions.push(position);
      expect(positions).toEqual([2, 3, 4, 5]);
    });
  });
}
