import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { createUser } from '@nats-io/nkeys';
import { knownSecrets, scanTree, unexplained } from './scanned-tree.ts';
import { secretsIn } from './secret-rules.ts';

const root = resolve(import.meta.dirname, '../..');
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const part = (bytes: number): string => randomBytes(bytes).toString('base64url');
const header = Buffer.from('{"alg":"ES256","typ":"JWT"}').toString('base64url');
const claims = Buffer.from('{"sub":"somebody","iat":1}').toString('base64url');
// Not chance alone: now and then chance makes no digit or no capital.
const random = `aB3${part(18)}`;

/** Made anew each time, so that no file of ours has one. */
const planted: Readonly<Record<string, string>> = {
  'private key in PEM': String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  'private key as a JWK': JSON.stringify(privateKey.export({ format: 'jwk' })),
  'seed of an nkey': `seed: ${new TextDecoder().decode(createUser().getSeed())}`,
  'signed token': `${header}.${claims}.${part(64)}`,
  'key of a cloud': `id = ${'AKIA'}${'ABCDEFGHIJ234567'}`,
  'token of a forge or registry': `ghp_${'a1'.repeat(18)}`,
  'address with a password': `postgres://sam:${random}@db.example:5432/sam`,
  'secret by its name': `const CLIENT_SECRET = '${random}';`,
};

describe('secrets', () => {
  it.each(Object.entries(planted))('are seen: %s', (rule, text) => {
    expect(secretsIn(`one\ntwo ${text}\n`)).toEqual([expect.objectContaining({ rule, line: 2 })]);
  });

  it.each([
    'postgres://${role}:${password}@127.0.0.1',
    'SAM_TOKEN_PIN_FILE=/run/secrets/paraph/token-user.pin',
    "const TOKEN_NAME = 'sms-gateway-token-of-the-trial';",
    '-----BEGIN PRIVATE KEY-----\n…\n-----END PRIVATE KEY-----',
    'sha512-aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=',
  ])('are not seen in %s', (text) => {
    expect(secretsIn(text)).toEqual([]);
  });

  it('are in no file that git has', () => {
    const { files, seen } = scanTree(root);
    expect(files).toBeGreaterThan(1000);
    expect(unexplained(seen, knownSecrets(root))).toEqual([]);
  });

  it('that are let through are there, each with a reason', () => {
    const { seen } = scanTree(root);
    expect(knownSecrets(root).filter(({ digest }) => !seen.some((one) => one.digest === digest))).toEqual([]);
  });
});
