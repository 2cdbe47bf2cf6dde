import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { digestAlgorithms, digestFacts, keyAlgorithms, Secret, type DigestAlgorithm } from '@paraph/kernel';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pkcs11js } from '../src/adapters/pkcs11/binding.js';
import { Cryptoki } from '../src/adapters/pkcs11/cryptoki.js';
import { Pkcs11Token, type TokenSettings } from '../src/adapters/pkcs11/pkcs11-token.js';
import type { GeneratedKey } from '../src/domain/ports/token.js';
import { startSoftHsm, type SoftHsm } from './token-softhsm.js';
import { bindingWithCounts, openRawSession, type Counts } from './token-raw.js';
import { agreementSuite } from './token-agreement.suite.js';
import { pssSuite } from './token-pss.suite.js';
import { digestOf, flipped, nodeAccepts, tokenSuite } from './token.suite.js';

let softHsm: SoftHsm;
beforeAll(async () => {
  softHsm = await startSoftHsm();
}, 60_000);
afterAll(() => softHsm.remove());

const open = (): Promise<Pkcs11Token> => Pkcs11Token.open(softHsm.settings);
tokenSuite('Pkcs11Token on SoftHSM', open);
pssSuite('Pkcs11Token on SoftHSM', open);
agreementSuite('Pkcs11Token on SoftHSM', open);

const MESSAGE = Buffer.from('what the signer approved');

describe('Pkcs11Token', () => {
  let token: Pkcs11Token;
  let counts: Counts;
  const openWith = async (change: Partial<TokenSettings> = {}): Promise<Pkcs11Token> => {
    const settings = { ...softHsm.settings, ...change };
    const counting = bindingWithCounts();
    counts = counting.counts;
    return Pkcs11Token.open(settings, Cryptoki.load(settings.module, counting.native));
  };
  const makeKeys = (count: number): Promise<GeneratedKey[]> => Promise.all(Array.from({ length: count }, () => token.generateKeyPair('p256', 'signer')));
  const signWith = (key: GeneratedKey, keyId: string): Promise<Uint8Array> => token.sign({ keyId, wrapped: key.wrapped }, digestOf(MESSAGE));

  describe('when open', () => {
    beforeEach(async () => {
      token = await openWith();
    });
    afterEach(() => token.close());

    it.each(keyAlgorithms)('signs with %s so that openssl accepts the digest', async (algorithm) => {
      const key = await token.generateKeyPair(algorithm, 'signer');
      expect(opensslAccepts(key, await signWith(key, 'key_one'))).toBe(true);
    });

    it.each(digestAlgorithms)('signs a %s digest by PSS so that openssl accepts it, with a salt of its length and no other', async (hash) => {
      const key = await token.generateKeyPair('rsa3072', 'signer');
      const signature = await token.sign({ keyId: 'key_one', wrapped: key.wrapped }, digestOf(MESSAGE, hash), 'pss');
      const { bytes } = digestFacts[hash];
      expect(opensslAccepts(key, signature, pss(hash, bytes))).toBe(true);
      expect(opensslAccepts(key, signature, pss(hash, 20))).toBe(false);
      expect(opensslAccepts(key, signature, pss(hash, bytes, 'sha1'))).toBe(false);
      expect(opensslAccepts(key, signature, { digest: hash })).toBe(false);
    });

    it('makes signatures that openssl rejects for another digest', async () => {
      const key = await token.generateKeyPair('p256', 'signer');
      const signature = await token.sign({ keyId: 'key_one', wrapped: key.wrapped }, digestOf(Buffer.from('another')));
      expect(opensslAccepts(key, signature)).toBe(false);
    });

    it('signs with 64 keys at the same time, each its own', async () => {
      const keys = await makeKeys(64);
      const signatures = await Promise.all(keys.map((key, index) => signWith(key, `key_${index}`)));
      expect(signatures.map((signature, index) => nodeAccepts(keys[index]!, signature))).toEqual(keys.map(() => true));
      expect(token.counters.signCalls).toBe(64);
    });

    it('unwraps a key once for 64 signatures at the same time', async () => {
      const [key] = await makeKeys(1);
      const before = token.counters.unwrapCalls;
      await Promise.all(Array.from({ length: 64 }, () => signWith(key!, 'key_one')));
      expect(token.counters.unwrapCalls).toBe(before + 1);
    });

    it('signs while an RSA key is being made', async () => {
      const [key] = await makeKeys(1);
      await signWith(key!, 'key_one');
      let isMade = false;
      const making = Promise.all([1, 2, 3, 4].map(() => token.generateKeyPair('rsa4096', 'signer'))).then(() => (isMade = true));
      let signed = 0;
      while (signed < 50) signed += (await signWith(key!, 'key_one')).length > 0 ? 1 : 0;
      expect(isMade).toBe(false);
      await making;
    }, 60_000);

    it('signs anew with a re-wrapped key of the same name', async () => {
      const [one, other] = await makeKeys(2);
      await signWith(one!, 'key_one');
      expect(nodeAccepts(other!, await signWith(other!, 'key_one'))).toBe(true);
    });

    it('has as many sessions after a hundred failures as before', async () => {
      const [key] = await makeKeys(1);
      await signWith(key!, 'key_one');
      const { openSessions } = await token.health();
      const damaged = { ...key!, wrapped: { ...key!.wrapped, blob: flipped(key!.wrapped.blob, 30) } };
      const attempts = Array.from({ length: 100 }, (_, index) => signWith(damaged, `key_damaged_${index}`));
      const outcomes = await Promise.allSettled(attempts);
      expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
      await signWith(key!, 'key_one');
      expect((await token.health()).openSessions).toBeLessThanOrEqual(openSessions + 1);
      expect(counts.open - counts.close).toBe((await token.health()).openSessions);
      expect(nodeAccepts(key!, await signWith(key!, 'key_one'))).toBe(true);
    });

    it('gives up the session of a rejected signature, and no other', async () => {
      const [key] = await makeKeys(1);
      const signature = await signWith(key!, 'key_one');
      await token.verify(key!.publicKey, digestOf(MESSAGE), signature);
      const { openSessions } = await token.health();
      const before = token.counters.sessionsDiscarded;
      for (let i = 0; i < 20; i++) await token.verify(key!.publicKey, digestOf(Buffer.from('another')), signature);
      expect(token.counters.sessionsDiscarded).toBe(before + 20);
      expect((await token.health()).openSessions).toBeLessThanOrEqual(openSessions);
    });
  });

  it('closes every session it opened', async () => {
    token = await openWith();
    const keys = await makeKeys(20);
    await Promise.all(keys.map((key, index) => signWith(key, `key_${index}`)));
    await token.close();
    expect(counts.close).toBe(counts.open);
    expect(counts.login).toBe(1);
  });

  it('refuses work after it was closed', async () => {
    token = await openWith();
    await token.close();
    await expect(token.random(1)).rejects.toMatchObject({ code: 'hsm.unavailable' });
    await expect(token.health()).rejects.toMatchObject({ code: 'hsm.unavailable' });
  });

  describe('with room for four keys', () => {
    beforeEach(async () => {
      token = await openWith({ cacheKeys: 4 });
    });
    afterEach(() => token.close());

    it('keeps no more', async () => {
      const keys = await makeKeys(10);
      for (const [index, key] of keys.entries()) await signWith(key, `key_${index}`);
      expect((await token.health()).cachedKeys).toBe(4);
    });

    it('gives up the one least recently used', async () => {
      const keys = await makeKeys(5);
      for (const index of [0, 1, 2, 3, 0, 4]) await signWith(keys[index]!, `key_${index}`);
      const before = token.counters.unwrapCalls;
      await signWith(keys[0]!, 'key_0');
      expect(token.counters.unwrapCalls).toBe(before);
      await signWith(keys[1]!, 'key_1');
      expect(token.counters.unwrapCalls).toBe(before + 1);
    });

    it('signs correctly with 64 keys at the same time', async () => {
      const keys = await makeKeys(64);
      const signatures = await Promise.all(keys.map((key, index) => signWith(key, `key_${index}`)));
      expect(signatures.every((signature, index) => nodeAccepts(keys[index]!, signature))).toBe(true);
      expect((await token.health()).cachedKeys).toBe(4);
    });

    it('leaves no session object behind', async () => {
      const raw = openRawSession(softHsm.settings);
      const keys = await makeKeys(10);
      for (const [index, key] of keys.entries()) await signWith(key, `key_${index}`);
      expect(raw.find({ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY })).toHaveLength(4);
      await Promise.all(keys.map((_, index) => token.destroyCached(`key_${index}`)));
      expect(raw.find({ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY })).toHaveLength(0);
      raw.close();
    });
  });

  it('forgets an unwrapped key when its time is over', async () => {
    token = await openWith({ cacheSeconds: 0.05 });
    const [key] = await makeKeys(1);
    await signWith(key!, 'key_one');
    await new Promise((done) => setTimeout(done, 200));
    expect((await token.health()).cachedKeys).toBe(0);
    expect(nodeAccepts(key!, await signWith(key!, 'key_one'))).toBe(true);
    await token.close();
  });

  describe('does not open', () => {
    afterEach(() => {
      // Whatever failed, the module has ended: it can be started again.
      Cryptoki.load(softHsm.settings.module).finalize();
    });

    it('with a wrong PIN, which it tries once', async () => {
      const refused = openWith({ pin: new Secret('user-wrong') });
      await expect(refused).rejects.toMatchObject({ code: 'hsm.unavailable', detail: 'the token does not accept the PIN' });
      expect(counts.login).toBe(1);
      expect(counts.close).toBe(counts.open);
    });

    it('and does not repeat the PIN in what it says', async () => {
      const error: unknown = await openWith({ pin: new Secret('user-wrong') }).catch((reason: unknown) => reason);
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error)) + String(error)).not.toContain('user-wrong');
    });

    it('with a label that no token has', async () => {
      await expect(openWith({ label: 'paraph-tes' })).rejects.toMatchObject({ code: 'hsm.unavailable', detail: 'no token has the configured label' });
      expect(counts.login).toBe(0);
    });

    it('with a module that is none', async () => {
      await expect(openWith({ module: '/nowhere/module.so' })).rejects.toMatchObject({ code: 'hsm.unavailable' });
      await expect(openWith({ module: import.meta.filename })).rejects.toMatchObject({ code: 'hsm.unavailable' });
    });
  });
});

type OpensslOptions = Readonly<Record<string, string | number>> & { readonly digest: DigestAlgorithm };

function pss(digest: DigestAlgorithm, saltLength: number, mask: string = digest): OpensslOptions {
  return { rsa_padding_mode: 'pss', digest, rsa_mgf1_md: mask, rsa_pss_saltlen: saltLength };
}

/** What the openssl command says of a signature over the digest itself. */
function opensslAccepts({ publicKey }: GeneratedKey, signature: Uint8Array, options: OpensslOptions = { digest: 'sha256' }): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'paraph-openssl-'));
  try {
    const write = (name: string, bytes: Uint8Array): string => (writeFileSync(join(folder, name), bytes), join(folder, name));
    const inputs = [
      '-inkey',
      write('key', publicKey),
      '-in',
      write('digest', digestOf(MESSAGE, options.digest).value),
      '-sigfile',
      write('signature', signature),
    ];
    const settings = Object.entries(options).flatMap(([name, value]) => ['-pkeyopt', `${name}:${value}`]);
    execFileSync('openssl', ['pkeyutl', '-verify', '-pubin', '-keyform', 'DER', ...inputs, ...settings], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
