import { beforeAll, describe, expect, it } from '@jest/globals';
import { presentEvidence, sendCode } from '@paraph/contracts';
import { activationChallenge, toBase64Url } from '@paraph/kernel';
import fc from 'fast-check';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';
import { sealSecret, sealText } from '../typed-page.js';
import { PIN, TypedWorld } from '../typed-world.js';
import type { TestSigner } from '../world.js';
import { Door } from './door.js';
import { anyText, isSameBytes, mangledCompact, mangledDeep, mangledJson, parsed } from './mutations.js';
import { runs, TIMEOUT } from './runs.js';

describe('what a person typed, of any shape', () => {
  let typed: TypedWorld;
  let door: Door;
  let ada: TestSigner;
  let draft: ActivationDraft;
  beforeAll(async () => {
    typed = await TypedWorld.make([
      ['oidc', 'pin'],
      ['oidc', 'one-time-code'],
      ['oidc', 'supervised-code'],
      ['oidc', 'totp'],
    ]);
    const { policies } = typed.world;
    // Tries are not what is tried here.
    policies.policy = { ...policies.policy, pin: { minimumLength: 6, tries: 1_000_000 }, openDrafts: { perCredential: 1_000_000, perClient: 1_000_000 } };
    door = new Door(typed.world);
    ada = await typed.signer();
    await begin();
  });

  /** A draft whose first factor was given. */
  const begin = async () => {
    draft = await typed.world.open(ada);
    await typed.world.signIn(ada, draft);
  };
  const present = async (evidence: unknown) => {
    const answer = await door.knock(presentEvidence, { reference: draft.activationId, evidence }, (request) =>
      typed.world.present.run(request.reference, request.evidence),
    );
    if (answer === 'answered') await begin();
    return answer;
  };
  const key = () => typed.world.authorityKeys.encryptionKey();
  const refusals = ['evidence.invalid', 'request.invalid'];

  it.each(['pin', 'totp', 'one-time-code'] as const)(
    'opens to nothing and breaks nothing (%s)',
    async (kind) => {
      const good = await sealSecret(key(), activationChallenge(draft.statement), kind, PIN);
      await fc.assert(
        fc.asyncProperty(fc.oneof(mangledCompact(good), anyText), async (sealed) => {
          fc.pre(!isSameBytes(sealed, good));
          expect(refusals).toContain(await present({ kind, sealed }));
        }),
        runs(200),
      );
    },
    TIMEOUT,
  );

  it(
    'breaks nothing when it was encrypted as it should be, whatever it says',
    async () => {
      const good = { challenge: '@challenge@', kind: 'pin', value: PIN };
      await fc.assert(
        fc.asyncProperty(mangledJson(good), async (body) => {
          const challenge = toBase64Url(activationChallenge(draft.statement));
          const text = body.replaceAll('@challenge@', challenge);
          const answer = await present({ kind: 'pin', sealed: await sealText(key(), text === '' ? ' ' : text) });
          if (answer === 'answered') expect(parsed(text)).toEqual({ challenge, kind: 'pin', value: PIN });
          else expect([...refusals, 'evidence.locked']).toContain(answer);
        }),
        runs(300),
      );
      expect(await present(await typed.typed(draft, 'pin', PIN))).toBe('answered');
    },
    TIMEOUT,
  );

  it(
    'and a supervisor’s answer of any shape beside it break nothing',
    async () => {
      await door.knock(sendCode, { reference: draft.activationId }, ({ reference }) => typed.replica.sendCode.run(reference));
      const good = await typed.supervised(draft, typed.courier.code);
      await fc.assert(
        fc.asyncProperty(mangledDeep(good).map(parsed), async (evidence) => {
          const answer = await present(evidence);
          expect([...refusals, 'answered', 'evidence.locked', 'evidence.missing']).toContain(answer);
        }),
        runs(200),
      );
    },
    TIMEOUT,
  );
});
