import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { Findings, Reconciliation } from '../../src/domain/reconciliation/findings.js';
import { rules, type Breach, type RuleName } from '../../src/domain/reconciliation/rules.js';

const at = new Date('2027-03-02T09:00:00.000Z');
const reconciliationId = newId('rcn');
const breach = (subject: string, rule: RuleName = 'signature-without-sad', position = 7): Breach => ({ rule, subject, position });

// The table has these keys and no others.
const none = Object.fromEntries(Object.keys(rules).map((rule) => [rule, 0])) as Record<RuleName, number>;

/** What every store of findings does. */
export function findingsSuite(name: string, make: () => Promise<Findings>): void {
  describe(`findings in ${name}`, () => {
    let findings: Findings;
    beforeEach(async () => {
      findings = await make();
    });
    const open = (...breaches: readonly Breach[]) => findings.open(breaches, { reconciliationId, at });
    const first = async () => (await findings.list({}, { limit: 1 }))[0]?.findingId ?? '';

    it('are opened once for each breach', async () => {
      expect(await open(breach('a'), breach('b'), breach('a', 'signature-without-key'))).toBe(3);
      expect(await open(breach('a'), breach('c'))).toBe(1);
      expect(await findings.count()).toEqual({ open: 4, explained: 0, closed: 0 });
      expect(await findings.find(await first())).toEqual({
        findingId: expect.stringMatching(/^fnd_/),
        reconciliationId,
        rule: 'signature-without-sad',
        subject: 'c',
        position: 7,
        state: 'open',
        openedAt: at,
      });
    });

    it('are listed newest first, by what is asked for, a page at a time', async () => {
      await open(breach('a'));
      await open(breach('b', 'signature-without-key'));
      await open(breach('c'));
      const subjects = async (...asked: Parameters<Findings['list']>) => (await findings.list(...asked)).map(({ subject }) => subject);
      expect(await subjects({}, { limit: 2 })).toEqual(['c', 'b']);
      const [, last] = await findings.list({}, { limit: 2 });
      expect(await subjects({}, { limit: 2, after: last?.findingId ?? '' })).toEqual(['a']);
      expect(await subjects({ rule: 'signature-without-key' }, { limit: 9 })).toEqual(['b']);
      expect(await subjects({ state: 'closed' }, { limit: 9 })).toEqual([]);
      expect(await subjects({ reconciliationId: newId('rcn') }, { limit: 9 })).toEqual([]);
      expect(await subjects({ opened: { from: at, to: new Date(at.getTime() + 1) } }, { limit: 9 })).toHaveLength(3);
      expect(await subjects({ opened: { from: new Date(0), to: at } }, { limit: 9 })).toEqual([]);
    });

    it('move on by remarks, and never back', async () => {
      await open(breach('a'));
      const id = await first();
      expect(await findings.explain(id, { by: 'ada', at, text: 'as planned' })).toBe(true);
      expect(await findings.find(id)).toMatchObject({ state: 'explained', explanation: { by: 'ada', at, text: 'as planned' } });
      expect(await findings.close(id, ['open'], { by: 'ben', at, text: 'no' })).toBe(false);
      expect(await findings.close(id, ['explained'], { by: 'ben', at, text: 'seen' })).toBe(true);
      expect(await findings.explain(id, { by: 'ada', at, text: 'again' })).toBe(false);
      expect(await findings.find(id)).toMatchObject({ state: 'closed', closing: { by: 'ben', at, text: 'seen' } });
      expect(await findings.find(newId('fnd'))).toBeUndefined();
    });

    it('stay closed where a person closed them, and come again where they had gone by themselves', async () => {
      await open(breach('a'));
      await findings.close(await first(), ['open'], { at, text: 'arrived' });
      expect(await open(breach('a'))).toBe(1);
      await findings.explain(await first(), { by: 'ada', at, text: 'as planned' });
      await findings.close(await first(), ['explained'], { by: 'ben', at, text: 'seen' });
      expect(await open(breach('a'))).toBe(0);
    });

    it('have beside them how each comparison went', async () => {
      const one: Reconciliation = {
        reconciliationId,
        period: { from: new Date(0), to: at },
        askedBy: 'audit',
        startedAt: at,
        finishedAt: at,
        events: 12,
        breaches: { ...none, 'key-without-end': 2 },
        opened: 2,
        resolved: 1,
        undecided: 0,
      };
      await findings.keep(one);
      const other = { ...one, reconciliationId: newId('rcn') };
      await findings.keep(other);
      expect(await findings.reconciliations(5)).toEqual([other, one]);
      expect(await findings.reconciliation(reconciliationId)).toEqual(one);
      expect(await findings.reconciliation(newId('rcn'))).toBeUndefined();
      await findings.keep({ ...one, reconciliationId: newId('rcn'), askedBy: 'opr_ada' });
      expect(await findings.lastDaily()).toEqual(other);
    });

    it('are looked for as long as a comparison that was asked for is outstanding', async () => {
      const period = { from: new Date(0), to: at };
      const [one, other] = [
        { reconciliationId, period, askedBy: 'opr_ada' },
        { reconciliationId: newId('rcn'), period, askedBy: 'opr_ben' },
      ];
      await findings.order(one);
      await findings.order(other);
      expect(await findings.outstanding()).toEqual([one, other]);
      await findings.keep({ ...one, startedAt: at, finishedAt: at, events: 0, breaches: none, opened: 0, resolved: 0, undecided: 0 });
      expect(await findings.outstanding()).toEqual([other]);
    });
  });
}
