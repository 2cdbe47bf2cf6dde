import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { ObjectToken } from '../src/adapters/pkcs11/token-objects/object-token.js';
import type { GeneratedKey } from '../src/domain/ports/token.js';
import { describeIf } from './token-abilities.js';
import { hasP11Kit, startP11Kit, type P11Kit } from './token-p11-kit.js';
import { digestOf, nodeAccepts } from './token.suite.js';
import { codeOf, pause } from './token-trial.js';

/*
 * A token that is reached through a socket, whose other end is killed: every call fails until the module has ended and
 * started again, which may be only when no call is under way.
 */

const DIGEST = digestOf(Buffer.from('what the signer approved'));
const HEALED_MS = 10_000;

describeIf(hasP11Kit, 'the connection to a token', () => {
  let kit: P11Kit;
  let token: ObjectToken;
  let key: GeneratedKey;
  beforeAll(async () => {
    kit = await startP11Kit();
  }, 60_000);
  afterAll(() => kit.remove());
  beforeEach(async () => {
    token = await ObjectToken.open(kit.settings);
    key = await token.generateKeyPair('p256', 'signer');
    await load(200);
  });
  afterEach(async () => {
    await token.destroy(key.wrapped);
    await token.close();
  });

  const sign = async (): Promise<string> => {
    const outcomes = await token.signVerified({ keyId: 'key_one', wrapped: key.wrapped }, key.publicKey, [DIGEST]);
    return codeOf(outcomes[0]!);
  };
  const load = (ms: number): Promise<string[][]> => {
    const end = performance.now() + ms;
    const one = async (): Promise<string[]> => {
      const codes: string[] = [];
      while (performance.now() < end) {
        codes.push(await sign());
        if (codes.at(-1) !== 'made') await pause(10);
      }
      return codes;
    };
    return Promise.all(Array.from({ length: 8 }, one));
  };
  const msUntilSigned = async (): Promise<number> => {
    const began = performance.now();
    while ((await sign()) !== 'made') {
      if (performance.now() - began > HEALED_MS) throw new Error('it does not heal');
      await pause(20);
    }
    return performance.now() - began;
  };

  it('cut under load heals with its keys, and with no more sessions than before', async () => {
    const { openSessions } = await token.health();
    const working = load(2_500);
    await pause(300);
    kit.cut();
    expect(await msUntilSigned()).toBeLessThan(HEALED_MS);
    const codes = (await working).flat();
    // The last: cut between a signature and its verification, it may exist and does not leave.
    expect(codes.filter((code) => !['made', 'hsm.unavailable', 'hsm.ambiguous', 'bug'].includes(code))).toEqual([]);
    expect(codes.filter((code) => code === 'bug' || code === 'hsm.ambiguous').length).toBeLessThanOrEqual(8);
    expect(codes).toContain('made');
    const signature = await token.sign({ keyId: 'key_one', wrapped: key.wrapped }, DIGEST);
    expect(nodeAccepts(key, signature)).toBe(true);
    await load(200);
    expect((await token.health()).openSessions).toBeLessThanOrEqual(openSessions);
  });

  it('cut five times heals five times', async () => {
    const { openSessions } = await token.health();
    for (let i = 0; i < 5; i++) {
      kit.cut();
      await sign();
      expect(await msUntilSigned()).toBeLessThan(HEALED_MS);
    }
    await load(300);
    expect((await token.health()).openSessions).toBeLessThanOrEqual(openSessions);
  });
});
