import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Policy, PreparedAnswer, RevocationList } from '../src/domain/publication-sources.js';
import type { Publications } from '../src/domain/publications.js';
import type { StatusAnswers } from '../src/domain/status-answers.js';

/** What the public edge stores, of one make. */
export interface PublicStores {
  readonly publications: Publications;
  readonly answers: StatusAnswers;
}

const aPolicy = (change: Partial<Policy> = {}): Policy => ({
  id: 'sandbox',
  version: '1',
  digest: 'ab'.repeat(32),
  policyOids: ['2.999.1'],
  profile: 'natural-person',
  terms: { version: '1', text: 'Nobody may rely on it.\n« Rien ».' },
  ...change,
});
const at = (minute: number): Date => new Date(Date.UTC(2027, 2, 1, 9, minute));
const anAnswer = (serialNumber: string, change: Partial<PreparedAnswer> = {}): PreparedAnswer => ({
  serialNumber,
  response: Uint8Array.of(0x30, 0, 255),
  thisUpdate: at(0),
  nextUpdate: at(60),
  ...change,
});
const aList: RevocationList = { authority: 'issuing', number: 9, crl: Uint8Array.of(0x30, 0), thisUpdate: at(0), nextUpdate: at(60) };

/** The facts about policies, the end of an authority and prepared answers, for memory and PostgreSQL alike. */
export function publicStoresSuite(name: string, make: () => Promise<PublicStores>): void {
  describe(name, () => {
    let stores: PublicStores;
    beforeEach(async () => void (stores = await make()));

    describe('the number of a list', () => {
      it('is the highest of its authority, or none', async () => {
        const { publications } = stores;
        expect(await publications.listNumber('issuing')).toBeUndefined();
        for (const number of [9, 12, 10])
          await publications.publishList({ ...aList, number }, { type: 'crl-published', actor: { kind: 'system', id: 'ca-connector' }, outcome: 'success' });
        expect(await publications.listNumber('issuing')).toBe(12);
        expect(await publications.listNumber('root')).toBeUndefined();
      });
    });

    describe('policies', () => {
      const standing = async () =>
        (await stores.publications.policies()).map(({ id, version, isInForce }) => `${id} ${version} ${isInForce ? 'in force' : 'former'}`);

      it('are none before', async () => {
        expect(await stores.publications.policies()).toEqual([]);
      });

      it('come back as they were published, however often', async () => {
        for (const minute of [1, 2]) await stores.publications.publishPolicies([aPolicy()], at(minute));
        expect(await stores.publications.policies()).toEqual([
          { ...aPolicy(), edition: expect.stringMatching(/^[0-9a-f]{64}$/), publishedAt: at(1), isInForce: true },
        ]);
      });

      it('stay readable once another version has replaced them, newest first', async () => {
        await stores.publications.publishPolicies([aPolicy(), aPolicy({ id: 'other' })], at(1));
        await stores.publications.publishPolicies([aPolicy({ version: '2' })], at(2));
        expect(await standing()).toEqual(['sandbox 2 in force', 'other 1 former', 'sandbox 1 former']);
      });

      it('are another edition when their terms change under an old number', async () => {
        await stores.publications.publishPolicies([aPolicy()], at(1));
        await stores.publications.publishPolicies([aPolicy({ terms: { version: '1', text: 'Everybody may rely on it.' } })], at(2));
        expect(await standing()).toEqual(['sandbox 1 in force', 'sandbox 1 former']);
      });

      it('come into force again when they are gone back to', async () => {
        const [first, second] = [aPolicy(), aPolicy({ version: '2' })];
        for (const [minute, policy] of [first, second, first].entries()) await stores.publications.publishPolicies([policy], at(minute));
        expect(await standing()).toEqual(['sandbox 2 former', 'sandbox 1 in force']);
      });
    });

    describe('the end of the authority', () => {
      it('is the first that was told', async () => {
        expect(await stores.publications.endedAt()).toBeUndefined();
        await stores.publications.publishEnd(at(1));
        await stores.publications.publishEnd(at(2));
        expect(await stores.publications.endedAt()).toEqual(at(1));
      });
    });

    describe('prepared answers', () => {
      it('are found by authority and serial number', async () => {
        const { serialNumber: _, ...answer } = anAnswer('0a');
        await stores.answers.keep('issuing', [anAnswer('0a'), anAnswer('0b', { response: Uint8Array.of(2) })]);
        expect(await stores.answers.find('issuing', '0a')).toEqual(answer);
        expect(await stores.answers.find('issuing', '0c')).toBeUndefined();
        expect(await stores.answers.find('root', '0a')).toBeUndefined();
      });

      it('are replaced by newer ones only', async () => {
        const response = (byte: number) => Uint8Array.of(byte);
        await stores.answers.keep('issuing', [anAnswer('0a', { thisUpdate: at(2), response: response(2) })]);
        await stores.answers.keep('issuing', [anAnswer('0a', { thisUpdate: at(1), response: response(1) })]);
        expect((await stores.answers.find('issuing', '0a'))?.response).toEqual(response(2));
        await stores.answers.keep('issuing', [anAnswer('0a', { thisUpdate: at(3), response: response(3) })]);
        expect((await stores.answers.find('issuing', '0a'))?.response).toEqual(response(3));
      });

      it('are forgotten once they are over', async () => {
        await stores.answers.keep('issuing', [anAnswer('0a', { nextUpdate: at(5) }), anAnswer('0b', { nextUpdate: at(6) })]);
        await stores.answers.forget(at(5));
        expect(await stores.answers.find('issuing', '0a')).toBeUndefined();
        expect(await stores.answers.find('issuing', '0b')).toBeDefined();
      });
    });

    describe('a pass over all certificates', () => {
      const terms = (minute: number, every = 30) => ({ now: at(minute), begunBefore: at(minute - every), leasedUntil: at(minute + 1) });
      const advance = (minute: number, after?: string) =>
        stores.answers.advance('issuing', { answers: [anAnswer(after ?? 'ff')], after, leasedUntil: at(minute) });

      it('begins at the beginning, and is one replica’s until its lease is over', async () => {
        expect(await stores.answers.takeUp('issuing', terms(0))).toEqual({ after: undefined });
        expect(await stores.answers.takeUp('issuing', terms(0))).toBeUndefined();
        expect(await stores.answers.takeUp('root', terms(0))).toEqual({ after: undefined });
        expect(await stores.answers.takeUp('issuing', terms(1))).toEqual({ after: undefined });
      });

      it('goes on behind the last page, whoever takes it up', async () => {
        await stores.answers.takeUp('issuing', terms(0));
        await advance(0, '0a');
        expect(await stores.answers.takeUp('issuing', terms(0))).toEqual({ after: '0a' });
        expect(await stores.answers.find('issuing', '0a')).toBeDefined();
      });

      it('begins again when its time has come, and not before', async () => {
        await stores.answers.takeUp('issuing', terms(0));
        await advance(0, '0a');
        await stores.answers.takeUp('issuing', terms(0));
        await advance(0);
        expect(await stores.answers.takeUp('issuing', terms(29))).toBeUndefined();
        expect(await stores.answers.takeUp('issuing', terms(30))).toEqual({ after: undefined });
      });

      it('begins at once after a restart, also in the middle', async () => {
        await stores.answers.takeUp('issuing', terms(0));
        await advance(10, '0a');
        await stores.answers.restart('issuing');
        expect(await stores.answers.takeUp('issuing', terms(1))).toEqual({ after: undefined });
      });
    });
  });
}
