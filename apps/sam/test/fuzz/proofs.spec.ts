import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SAD_PREFIX, signHash } from '@paraph/contracts';
import { newId, sha256, toBase64Url } from '@paraph/kernel';
import fc from 'fast-check';
import { SigningClient } from '../client-keys.js';
import { World, type TestSigner } from '../world.js';
import { Door } from './door.js';
import { anyText, isSameBytes, jwsParts, mangledCompact, mangledJson, rawJws } from './mutations.js';
import { runs, TIMEOUT } from './runs.js';

const [method, url] = ['POST', 'https://gateway.example/csc/v2/signatures/signHash'];
/** Stand for a number of the proof's own, and for the digest of the SAD that is at hand. */
const [JTI, ATH] = ['@number@', '@digest of the token@'];
const DOCUMENTS = Array.from({ length: 50 }, (_, place) => `document ${place}`);
const refusals = ['proof.invalid', 'request.invalid'];

describe('a proof of possession of any shape', () => {
  let world: World;
  let door: Door;
  let ada: TestSigner;
  let client: SigningClient;
  let sad: string;
  let left: string[];
  beforeAll(async () => {
    world = await World.make();
    door = new Door(world);
    ada = await world.signer();
    client = await SigningClient.make(world);
  });

  /** A SAD bound to the client's key, with something to sign. */
  const begin = async () => {
    const draft = await world.openActivation.run({ ...world.opening(ada, DOCUMENTS), clientId: client.clientId });
    await world.signIn(ada, draft);
    const { activationId } = draft;
    const issued = await world.issueSad.run({ activationId, clientId: client.clientId, proofKeyThumbprint: await client.thumbprint() });
    sad = `${SAD_PREFIX}${issued.sad}`;
    left = [...DOCUMENTS];
  };
  beforeEach(begin);

  const ath = () => toBase64Url(sha256(sad));
  const good = () => client.proof({ method, url, ath: ath() });
  const fresh = (text: string) => text.replaceAll(JTI, newId('req')).replaceAll(ATH, ath());
  const sign = async (proof: unknown) => {
    const { signerId: _nobody, ...request } = world.request(ada, sad, left.slice(0, 1));
    const answer = await door.knock(signHash, { ...request, clientId: client.clientId, proof }, (parsed) => world.signHash.run(parsed));
    if (answer === 'answered') left.shift();
    if (left.length === 0) await begin();
    return answer;
  };

  it(
    'signs nothing and breaks nothing; the true one still does',
    async () => {
      const proof = await good();
      await fc.assert(
        fc.asyncProperty(fc.oneof(mangledCompact(proof), anyText), async (text) => {
          fc.pre(!isSameBytes(text, proof));
          expect(refusals).toContain(await sign({ proof: text, method, url }));
        }),
        runs(300),
      );
      expect(await sign({ proof, method, url })).toBe('answered');
    },
    TIMEOUT,
  );

  it(
    'that the client’s own key signed breaks nothing, and signs only where it says what it must',
    async () => {
      const { header, payload } = jwsParts(await client.proof({ method, url, ath: ATH }, { claims: { jti: JTI } }));
      const headers = fc.oneof({ arbitrary: mangledJson(header), weight: 2 }, { arbitrary: fc.constant(JSON.stringify(header)), weight: 3 });
      await fc.assert(
        fc.asyncProperty(headers, mangledJson(payload), async (head, body) => {
          const [said, expected] = [fresh(body), ath()];
          const answer = await sign({ proof: rawJws(head, said, client.key), method, url });
          if (answer === 'answered') expect(JSON.parse(said)).toMatchObject({ htm: method, ath: expected });
          else expect(refusals).toContain(answer);
        }),
        runs(150),
      );
    },
    TIMEOUT,
  );

  it(
    'with a key of any shape in its header breaks nothing',
    async () => {
      const { header, payload } = jwsParts(await client.proof({ method, url, ath: ATH }, { claims: { jti: JTI } }));
      await fc.assert(
        fc.asyncProperty(mangledJson(header['jwk'] as Record<string, unknown>), async (jwk) => {
          const proof = rawJws(`{"alg":"ES256","typ":"dpop+jwt","jwk":${jwk}}`, fresh(JSON.stringify(payload)), client.key);
          expect([...refusals, 'answered']).toContain(await sign({ proof, method, url }));
        }),
        runs(100),
      );
    },
    TIMEOUT,
  );

  it(
    'for a request of any shape breaks nothing and signs nothing',
    async () => {
      const proof = await good();
      const strange = fc.constantFrom('data:,', 'a:b', 'file:///etc', `${url}/`, `${url}/%2e%2e`, 'https://gateway.example');
      const address = fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), strange, anyText);
      await fc.assert(
        fc.asyncProperty(fc.oneof(fc.constantFrom('GET', 'post', ''), anyText), address, async (how, where) => {
          expect(refusals).toContain(await sign({ proof, method: how, url: where }));
        }),
        runs(200),
      );
    },
    TIMEOUT,
  );
});
