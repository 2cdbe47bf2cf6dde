import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '@paraph/kernel';
import { openTokens } from '../src/adapters/pkcs11/open-tokens.js';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import type { Token } from '../src/domain/ports/token.js';
import { describeIf, everything } from './token-abilities.js';
import { agreementSuite } from './token-agreement.suite.js';
import { hasNss, startNss, type Nss } from './token-nss.js';
import { pssSuite } from './token-pss.suite.js';
import { reportSuite } from './token-report.suite.js';
import { signingSuite } from './token-signing.suite.js';
import { digestOf, tokenSuite } from './token.suite.js';

/* The second implementation of the wrapped mode: another key wrap under another number, another template, no officer. */

describeIf(hasNss, 'on this machine', () => {
  let nss: Nss;
  beforeAll(() => {
    nss = startNss();
  });
  afterAll(() => nss.remove());

  const open = (): Promise<Pkcs11Token> => Pkcs11Token.open(nss.settings);
  const can = { ...everything, protects: 'NSS lets its user do everything' };
  tokenSuite('Pkcs11Token on NSS', open, can);
  pssSuite('Pkcs11Token on NSS', open);
  agreementSuite('Pkcs11Token on NSS', open);
  signingSuite('Pkcs11Token on NSS', open);

  reportSuite('nss', () => nss.settings);

  describe('its ceremony', () => {
    it('is held by the user, and a second time makes nothing', () => {
      expect(nss.ceremony).toEqual({ label: 'paraph-nss', family: 'nss', made: ['user-pin', 'key-encryption-key', 'mac-key'] });
      expect(nss.repeat().made).toEqual([]);
    });

    it('refuses a wrong PIN', async () => {
      await expect(Pkcs11Token.open({ ...nss.settings, pin: new Secret('user-wrong') })).rejects.toMatchObject({ code: 'hsm.unavailable' });
    });
  });

  it('has weaknesses that are found by trying and said, one by one', async () => {
    const token = await open();
    const { warnings } = await token.health();
    await token.close();
    const named = new Set(warnings.map((one) => one.split(' ')[0]));
    // A newer version may keep more of what it stores; nobody but its user has made these keys.
    for (const attribute of ['CKA_UNWRAP_TEMPLATE', 'CKA_TRUSTED', 'CKA_ALLOWED_MECHANISMS']) expect(named).toContain(attribute);
  });

  describe('a SAM', () => {
    const start = (profile: 'trial' | 'qualified'): Promise<Token> => openTokens({ ...nss.settings, profile, devices: [] }, () => new Date());

    it('runs on it in the trial profile, and says all that it leaves open', async () => {
      const token = await start('trial');
      const { family, warnings } = await token.health();
      const { wrapped } = await token.generateKeyPair('p256', 'signer');
      const again = await token.rewrap({ keyId: 'key_one', wrapped });
      await token.close();
      expect(family).toBe('nss');
      expect(warnings.length).toBeGreaterThan(0);
      expect(again).toEqual(wrapped);
    });

    it('does not start on it in the qualified profile, and says each reason', async () => {
      const token = await open();
      const { warnings } = await token.health();
      await token.close();
      const refusal: unknown = await start('qualified').catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: 'hsm.refused' });
      for (const warning of warnings) expect(String(refusal)).toContain(warning);
    });

    it('has no place for the mark of its journal, and is told so', async () => {
      const token = await start('trial');
      const [read, written] = await Promise.allSettled([token.readMark(), token.writeMark(new Uint8Array(8))]);
      await token.close();
      expect(read).toEqual({ status: 'fulfilled', value: undefined });
      expect(written).toMatchObject({ status: 'rejected', reason: { code: 'hsm.refused' } });
    });
  });

  it('opens what it wrapped before it was closed, and nothing that SoftHSM wrapped', async () => {
    let token = await open();
    const { wrapped } = await token.generateKeyPair('p384', 'signer');
    await token.close();
    token = await open();
    expect(await token.sign({ keyId: 'key_one', wrapped }, digestOf(Buffer.from('x')))).toBeInstanceOf(Uint8Array);
    const foreign = { ...wrapped, tokenFamily: 'softhsm' };
    await expect(token.sign({ keyId: 'key_two', wrapped: foreign }, digestOf(Buffer.from('x')))).rejects.toMatchObject({ code: 'hsm.refused' });
    await token.close();
  });

  it('gets its point back behind the blob of an elliptic-curve key, and nothing behind one of RSA', async () => {
    const token = await open();
    const [ec, rsa] = [await token.generateKeyPair('p256', 'signer'), await token.generateKeyPair('rsa2048', 'signer')];
    await token.close();
    expect(Buffer.from(ec.wrapped.blob.subarray(-65)).equals(Buffer.from(ec.publicKey.subarray(-65)))).toBe(true);
    expect(ec.wrapped.blob.length % 8).toBe(1);
    expect(rsa.wrapped.blob.length % 8).toBe(0);
  });
});
