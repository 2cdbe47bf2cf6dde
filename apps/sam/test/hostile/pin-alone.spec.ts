import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SAD_PREFIX } from '@paraph/contracts';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PoliciesFolder } from '../../src/adapters/policies/policies-folder.js';
import type { AuthData } from '../../src/domain/activation/authorise-explicitly.js';
import { ApplicationWorld } from '../application-world.js';
import { PIN } from '../typed-world.js';
import { outcomeOf, refused, type Outcome } from './refusal.js';

/** The statement, the SAD and the signature. */
const SIGNED: Outcome = { code: 'done', signed: 3 };
const refusedDraft = (code: string): Outcome => ({ code, signed: 1 });

describe('a PIN alone', () => {
  describe('as an operator would have it', () => {
    let folder: string;
    beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'paraph-policies-'))));
    afterEach(() => rmSync(folder, { recursive: true }));
    const shipped = readFileSync(resolve(import.meta.dirname, '../../../../policies/sandbox-pin.json'), 'utf8');
    const start = (change: Record<string, unknown>) => {
      writeFileSync(join(folder, 'sandbox-pin.json'), JSON.stringify({ ...JSON.parse(shipped), ...change }));
      return () => new PoliciesFolder(folder);
    };

    it.each<[string, Record<string, unknown>, RegExp]>([
      ['under the qualified profile', { profile: 'qualified' }, /explicit \[pin\]: expected a means that cannot be guessed/],
      [
        'under the qualified profile, with everything else as it asks for',
        { profile: 'qualified', counted: 'off', scal: '2', promise: 'shown' },
        /cannot be guessed/,
      ],
      ['as two factors', { minimumFactors: 2 }, /2 factors/],
      ['on the approval page, where nobody knows who tries', { evidence: [['pin']] }, /evidence \[pin\]: expected a means that cannot be guessed/],
      ['as proof of what was shown', { promise: 'shown' }, /explicit \[pin\]: proves presence only/],
    ])('is no policy %s', (_what, change, problem) => {
      expect(start(change)).toThrow(problem);
      expect(start({})).not.toThrow();
    });
  });

  describe('from an application', () => {
    let app: ApplicationWorld;
    beforeEach(async () => void (app = await ApplicationWorld.make({ explicit: [['pin']] })));
    const attempt = (...authData: readonly AuthData[]): Promise<Outcome> =>
      outcomeOf(app.world.token, async () => {
        const { sad } = await app.world.authoriseExplicitly.run(app.world.opening(app.ada), authData);
        await app.world.signHash.run(app.world.request(app.ada, `${SAD_PREFIX}${sad}`));
      });
    const pin = (value: string) => attempt({ id: 'PIN', value });

    it('signs where the policy says so; a wrong one does not, and locks it after as many tries as the policy allows', async () => {
      expect(await pin(PIN)).toEqual(SIGNED);
      for (const wrong of ['000000', '111111']) expect(await pin(wrong)).toEqual(refusedDraft('evidence.invalid'));
      expect(await pin('222222')).toEqual(refusedDraft('evidence.locked'));
      expect(await pin(PIN)).toEqual(refusedDraft('evidence.locked'));
    });

    it('tells the application which of its pieces was wrong, and not what would have been right', async () => {
      const refusal = app.world.authoriseExplicitly.run(app.world.opening(app.ada), [{ id: 'pin', value: '000000' }]);
      await expect(refusal).rejects.toMatchObject({ code: 'evidence.invalid', detail: expect.stringMatching(/^PIN: /) });
      await expect(refusal).rejects.not.toMatchObject({ detail: expect.stringContaining('000000') });
    });

    it('is not looked at under a policy that wants more, on the page, or beside what nobody asked for', async () => {
      const { world, typed, ada } = app;
      const page = await world.openActivation.run(world.opening(ada));
      expect(await typed.type(page, 'pin', PIN)).toBe('evidence.missing');
      // Even where a policy that nobody could have read says so.
      world.policies.policy = { ...world.policies.policy, evidence: [['pin']] };
      expect(await typed.type(await world.openActivation.run(world.opening(ada)), 'pin', PIN)).toBe('evidence.missing');
      expect(await attempt({ id: 'PIN', value: PIN }, { id: 'TOTP', value: '123456' })).toMatchObject({ signed: 1 });
      expect(await attempt({ id: 'PIN', value: PIN }, { id: 'LINK', value: 'x' })).toEqual(refused('request.invalid'));
      world.policies.policy = { ...world.policies.policy, explicit: [['one-time-code', 'pin']] };
      expect(await pin(PIN)).toEqual(refusedDraft('evidence.missing'));
      world.policies.policy = { ...world.policies.policy, explicit: [['pin']] };
      expect(await pin(PIN)).toEqual(SIGNED);
    });
  });
});
