import { beforeAll, describe, expect, it } from '@jest/globals';
import { extendActivation, SAD_PREFIX, signHash } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import fc from 'fast-check';
import { hashOf, SHA256, World, type TestSigner } from '../world.js';
import { Door } from './door.js';
import { anyText, mangledCompact } from './mutations.js';
import { runs, TIMEOUT } from './runs.js';

describe('a SAD of any shape', () => {
  let world: World;
  let door: Door;
  let ada: TestSigner;
  let sad: string;
  beforeAll(async () => {
    world = await World.make();
    door = new Door(world);
    ada = await world.signer();
    sad = await world.sad(ada);
  });

  const sign = (text: string) => {
    const { signerId: _nobody, ...request } = { ...world.request(ada, text), attemptId: newId('att') };
    return door.knock(signHash, request, (parsed) => world.signHash.run(parsed));
  };
  const extend = (text: string) => {
    const request = { sad: text, clientId: world.clientId, credentialId: ada.credentialId, hashes: [hashOf('mortgage.pdf')], hashAlgorithmOid: SHA256 };
    return door.knock(extendActivation, request, (parsed) => world.extendActivation.run(parsed));
  };
  const shapes = () =>
    fc.oneof(
      mangledCompact(sad.slice(SAD_PREFIX.length)).map((jws) => `${SAD_PREFIX}${jws}`),
      anyText.map((text) => `${SAD_PREFIX}${text}`),
      anyText,
    );

  it(
    'signs nothing and breaks nothing; the true one still signs',
    async () => {
      await fc.assert(
        fc.asyncProperty(shapes(), async (text) => {
          fc.pre(text !== sad);
          expect(['sad.invalid', 'request.invalid']).toContain(await sign(text));
        }),
        runs(300),
      );
      expect(await sign(sad)).toBe('answered');
    },
    TIMEOUT,
  );

  it(
    'adds nothing and breaks nothing',
    async () => {
      await fc.assert(
        fc.asyncProperty(shapes(), async (text) => {
          fc.pre(text !== sad);
          expect(['sad.invalid', 'request.invalid']).toContain(await extend(text));
        }),
        runs(200),
      );
    },
    TIMEOUT,
  );

  it.each<[string, string]>([
    ['sixteen thousand brackets', `${SAD_PREFIX}${Buffer.from('['.repeat(11_900)).toString('base64url')}`],
    ['a deep payload', `${SAD_PREFIX}e30.${Buffer.from('{"a":'.repeat(2_300)).toString('base64url')}.AAAA`],
    ['sixteen thousand dots', `${SAD_PREFIX}${'.'.repeat(15_996)}`],
  ])('of the longest form is refused: %s', async (_what, text) => {
    expect(await sign(text)).toBe('sad.invalid');
  });
});
