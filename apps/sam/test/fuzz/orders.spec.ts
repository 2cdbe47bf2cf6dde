import { beforeAll, describe, expect, it } from '@jest/globals';
import { openActivation, presentEvidence } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import fc from 'fast-check';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';
import { SigningClient } from '../client-keys.js';
import { hashOf, World, type TestSigner } from '../world.js';
import { Door } from './door.js';
import { anyText, isSameBytes, jwsParts, mangledCompact, mangledJson, rawJws } from './mutations.js';
import { runs, TIMEOUT } from './runs.js';

/** Stands for a number of the order's own. */
const JTI = '@number of the order@';

let world: World;
let door: Door;
let client: SigningClient;
let seal: TestSigner;
beforeAll(async () => {
  world = await World.make();
  world.policies.policy = { ...world.policies.policy, evidence: [['order']], openDrafts: { perCredential: 1_000_000, perClient: 1_000_000 } };
  door = new Door(world);
  client = await SigningClient.make(world);
  const usableFrom = world.clock.now().toISOString();
  seal = await world.signer({ binding: { means: [{ kind: 'order', meansId: newId('mns'), usableFrom, clientId: client.clientId }] } });
});

describe('an order of any shape', () => {
  let draft: ActivationDraft;
  let good: string;
  beforeAll(async () => {
    draft = await open();
    good = await client.order({ credentialId: seal.credentialId, hashes: draft.hashes });
  });

  const open = () => world.openActivation.run({ ...world.opening(seal), clientId: client.clientId });
  const present = (order: string, reference = draft.activationId) =>
    door.knock(presentEvidence, { reference, evidence: { kind: 'order', order } }, (parsed) => world.present.run(parsed.reference, parsed.evidence));

  it(
    'activates nothing and breaks nothing; the true one still activates',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(mangledCompact(good), anyText), async (order) => {
          fc.pre(!isSameBytes(order, good));
          expect(['evidence.invalid', 'request.invalid']).toContain(await present(order));
        }),
        runs(300),
      );
      expect(await present(good)).toBe('answered');
    },
    TIMEOUT,
  );

  it(
    'that the client’s own key signed breaks nothing, and activates nothing but what it orders',
    async () => {
      const { header, payload } = jwsParts(await client.order({ credentialId: seal.credentialId, hashes: draft.hashes }, { claims: { jti: JTI } }));
      const headers = fc.oneof({ arbitrary: fc.constant(JSON.stringify(header)), weight: 3 }, { arbitrary: mangledJson(header), weight: 1 });
      const payloads = fc.oneof({ arbitrary: mangledJson(payload), weight: 5 }, { arbitrary: fc.constant(JSON.stringify(payload)), weight: 1 });
      let { activationId } = await open();
      await fc.assert(
        fc.asyncProperty(headers, payloads, async (head, body) => {
          const answer = await present(rawJws(head, body.replaceAll(JTI, newId('req')), client.key), activationId);
          if (answer !== 'answered') return expect(['evidence.invalid', 'request.invalid']).toContain(answer);
          // Something beside the order was strange, and the order itself is right.
          expect(JSON.parse(body)).toMatchObject({ credential: seal.credentialId, hashes: draft.hashes, count: draft.hashes.length });
          ({ activationId } = await open());
        }),
        runs(300),
      );
    },
    TIMEOUT,
  );
});

describe('a request object of any shape', () => {
  const documents = [{ label: 'Invoice 12', hash: hashOf('invoice') }];
  const opening = (requestObject: string) => {
    const request = { ...world.opening(seal), documents, clientId: client.clientId, requestObject };
    return door.knock(openActivation, request, (parsed) => world.openActivation.run(parsed));
  };

  it(
    'vouches for nothing and breaks nothing; the true one still does',
    async () => {
      const good = await client.requestObject({ credentialId: seal.credentialId, documents });
      await fc.assert(
        fc.asyncProperty(fc.oneof(mangledCompact(good), anyText), async (text) => {
          fc.pre(!isSameBytes(text, good));
          expect(['order.invalid', 'request.invalid']).toContain(await opening(text));
        }),
        runs(300),
      );
      expect(await opening(good)).toBe('answered');
    },
    TIMEOUT,
  );

  it(
    'that the client’s own key signed breaks nothing',
    async () => {
      const { header, payload } = jwsParts(await client.requestObject({ credentialId: seal.credentialId, documents }));
      const [detail] = payload['authorization_details'] as Record<string, unknown>[];
      const details = mangledJson(detail ?? {}).map(
        (text) =>
          `{"iss":${JSON.stringify(payload['iss'])},"aud":${JSON.stringify(payload['aud'])},"iat":${String(payload['iat'])},"exp":${String(payload['exp'])},"authorization_details":[${text}]}`,
      );
      await fc.assert(
        fc.asyncProperty(fc.oneof(mangledJson(payload), details), async (body) => {
          expect(['order.invalid', 'request.invalid', 'answered']).toContain(await opening(rawJws(JSON.stringify(header), body, client.key)));
        }),
        runs(300),
      );
    },
    TIMEOUT,
  );
});
