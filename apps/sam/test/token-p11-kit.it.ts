import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ObjectToken } from '../src/adapters/pkcs11/token-objects/object-token.js';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import type { GeneratedKey } from '../src/domain/ports/token.js';
import { describeIf, everything } from './token-abilities.js';
import { objectSuite } from './token-objects.suite.js';
import { hasP11Kit, startP11Kit, until, type P11Kit } from './token-p11-kit.js';
import { openRawSession } from './token-raw.js';
import { pssSuite } from './token-pss.suite.js';
import { reportSuite } from './token-report.suite.js';
import { signingSuite } from './token-signing.suite.js';
import { digestOf, nodeAccepts, tokenSuite } from './token.suite.js';

/* A token behind p11-kit, which passes everything on but the key wrap and the agreement. */

describeIf(hasP11Kit, 'on this machine', () => {
  let kit: P11Kit;
  beforeAll(async () => {
    kit = await startP11Kit();
  }, 60_000);
  afterAll(() => kit.remove());

  const open = (): Promise<ObjectToken> => ObjectToken.open(kit.settings);
  const byObjects = 'keys are objects of the token';
  tokenSuite('ObjectToken on SoftHSM behind p11-kit', open, { ...everything, algorithms: ['p256', 'p384', 'p521', 'rsa2048', 'rsa3072'], wraps: byObjects });
  pssSuite('ObjectToken on SoftHSM behind p11-kit', open);
  signingSuite('ObjectToken on SoftHSM behind p11-kit', open, 'no agreement behind p11-kit');
  objectSuite('ObjectToken on SoftHSM behind p11-kit', { open, openRaw: () => openRawSession(kit.settings, kit.settings.pin) });

  reportSuite('p11-kit', () => kit.settings);

  it('is no token for wrapped keys', async () => {
    await expect(Pkcs11Token.open(kit.settings)).rejects.toMatchObject({ code: 'hsm.refused', detail: expect.stringContaining('does not wrap keys') });
  });

  describe('when the connection is cut', () => {
    let token: ObjectToken;
    let key: GeneratedKey;
    beforeAll(async () => {
      token = await open();
      key = await token.generateKeyPair('p256', 'signer');
    });
    afterAll(async () => {
      await token.destroy(key.wrapped);
      await token.close();
    });
    const sign = (): Promise<Uint8Array> => token.sign({ keyId: 'key_one', wrapped: key.wrapped }, digestOf(Buffer.from('what the signer approved')));

    it('refuses, and comes back by itself with its keys and as many sessions as before', async () => {
      await sign();
      const { openSessions } = await token.health();
      kit.cut();
      await expect(sign()).rejects.toMatchObject({ code: expect.stringMatching(/^hsm\.(unavailable|ambiguous)$/) });
      await until(() =>
        sign().then(
          () => true,
          () => false,
        ),
      );
      expect(nodeAccepts(key, await sign())).toBe(true);
      expect((await token.health()).openSessions).toBeLessThanOrEqual(openSessions);
    });
  });
});
