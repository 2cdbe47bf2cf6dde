import { beforeAll, describe, expect, it } from '@jest/globals';
import { acceptEnrolment, presentEvidence } from '@paraph/contracts';
import { activationChallenge, enrolmentChallenge, toBase64Url } from '@paraph/kernel';
import fc from 'fast-check';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';
import { EnrolmentWorld } from '../enrolment-world.js';
import { World, type TestSigner } from '../world.js';
import { Door } from './door.js';
import { anyText, isSameBytes, jwsParts, mangledCompact, mangledJson, rawJws } from './mutations.js';
import { runs, TIMEOUT } from './runs.js';

/** Stands for the nonce of the draft that is open when a token is made. */
const NONCE = '@nonce@';
const nonceOf = ({ statement }: Pick<ActivationDraft, 'statement'>): string => toBase64Url(activationChallenge(statement));
const refusals = ['evidence.invalid', 'request.invalid'];

describe('an ID token of any shape', () => {
  let world: World;
  let door: Door;
  let ada: TestSigner;
  let draft: ActivationDraft;
  let good: string;
  beforeAll(async () => {
    world = await World.make();
    world.policies.policy = { ...world.policies.policy, openDrafts: { perCredential: 1_000_000, perClient: 1_000_000 } };
    door = new Door(world);
    ada = await world.signer();
    draft = await world.open(ada);
    good = await world.idToken(ada, draft);
  });

  const present = (idToken: string, reference = draft.activationId) =>
    door.knock(presentEvidence, { reference, evidence: { kind: 'oidc', idToken } }, (parsed) => world.present.run(parsed.reference, parsed.evidence));

  it(
    'completes nothing and breaks nothing; the true one still does',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(mangledCompact(good), anyText), async (idToken) => {
          fc.pre(!isSameBytes(idToken, good));
          expect(refusals).toContain(await present(idToken));
        }),
        runs(300),
      );
      expect(await present(good)).toBe('answered');
    },
    TIMEOUT,
  );

  it(
    'that the provider’s own key signed breaks nothing, and completes only for its person and challenge',
    async () => {
      let open = await world.open(ada);
      const { header, payload } = jwsParts(await world.idToken(ada, open, { claims: { nonce: NONCE } }));
      const headers = fc.oneof({ arbitrary: mangledJson(header), weight: 1 }, { arbitrary: fc.constant(JSON.stringify(header)), weight: 3 });
      await fc.assert(
        fc.asyncProperty(headers, mangledJson(payload), async (head, body) => {
          const said = body.replaceAll(NONCE, nonceOf(open));
          const answer = await present(rawJws(head, said, world.idp.key), open.activationId);
          if (answer !== 'answered') return expect(refusals).toContain(answer);
          expect(JSON.parse(said)).toMatchObject({ sub: ada.account, nonce: nonceOf(open), aud: payload['aud'], iss: payload['iss'] });
          open = await world.open(ada);
        }),
        runs(300),
      );
    },
    TIMEOUT,
  );
});

it(
  'claims of any shape make no enrolment break, and no certificate name what nobody verified',
  async () => {
    const world = await EnrolmentWorld.make();
    const door = new Door(world);
    let draft = await world.opened();
    const { header, payload } = jwsParts(await world.idToken(draft, { claims: { nonce: NONCE } }));
    const claims = { ...payload, email: 'ada@example.org', email_verified: true, country: 'FR' };
    await fc.assert(
      fc.asyncProperty(mangledJson(claims), async (body) => {
        const claimed = body.replaceAll(NONCE, toBase64Url(enrolmentChallenge(draft.statement)));
        const idToken = rawJws(JSON.stringify(header), claimed, world.idp.key);
        const { enrolmentId } = draft;
        const answer = await door.knock(acceptEnrolment, { enrolmentId, idToken }, (parsed) => world.acceptEnrolment.run(parsed.enrolmentId, parsed.idToken));
        if (answer !== 'answered') return expect(refusals).toContain(answer);
        const subject = (await world.records.find('binding', draft.credentialId))?.body.subject ?? {};
        const said = JSON.parse(claimed) as Record<string, unknown>;
        // Only a country may come from the policy, where nobody states one.
        for (const [name, value] of Object.entries(subject)) expect([said[name], ...(name === 'country' ? ['FR'] : [])]).toContain(value);
        draft = await world.opened();
      }),
      runs(300),
    );
  },
  TIMEOUT,
);
