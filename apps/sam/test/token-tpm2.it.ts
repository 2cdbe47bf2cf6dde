import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ObjectToken } from '../src/adapters/pkcs11/token-objects/object-token.js';
import { describeIf, everything } from './token-abilities.js';
import { objectSuite } from './token-objects.suite.js';
import { openRawSession } from './token-raw.js';
import { hasTpm2, startTpm2, type Tpm2 } from './token-tpm2.js';
import { reportSuite } from './token-report.suite.js';
import { tokenSuite } from './token.suite.js';

/* A TPM signs, and does nothing else that the SAM needs: no MACs, no agreement, no key of others to verify with. */

describeIf(hasTpm2, 'on this machine', () => {
  let tpm2: Tpm2;
  beforeAll(async () => {
    tpm2 = await startTpm2();
  }, 60_000);
  afterAll(() => tpm2.remove());

  const open = (): Promise<ObjectToken> => ObjectToken.open(tpm2.settings);
  tokenSuite('ObjectToken on a TPM', open, {
    ...everything,
    algorithms: ['p256', 'p384', 'rsa2048'],
    wraps: 'keys are objects of the token',
    macs: 'tpm2-pkcs11 has no C_GenerateKey',
    agrees: 'tpm2-pkcs11 has no C_DeriveKey',
    verifiesForOthers: 'tpm2-pkcs11 takes no public keys of elliptic curves',
    protects: 'it makes no MACs, and says so',
  });
  objectSuite('ObjectToken on a TPM', { open, openRaw: () => openRawSession(tpm2.settings) });

  reportSuite('tpm2', () => tpm2.settings);

  describe('what it cannot do', () => {
    let token: ObjectToken;
    beforeAll(async () => {
      token = await open();
    });
    afterAll(() => token.close());

    it('is refused, not tried', async () => {
      await expect(token.mac('journal', Buffer.from('x'))).rejects.toMatchObject({ code: 'hsm.refused' });
      await expect(token.generateKeyPair('p256', 'agreement')).rejects.toMatchObject({ code: 'hsm.refused' });
      await expect(token.generateKeyPair('p521', 'signer')).rejects.toMatchObject({ code: 'algorithm.unsupported' });
      await expect(token.generateKeyPair('rsa4096', 'signer')).rejects.toMatchObject({ code: 'algorithm.unsupported' });
    });

    it('is said in its health', async () => {
      expect((await token.health()).warnings).toContainEqual(expect.stringContaining('makes no MACs'));
    });
  });
});
