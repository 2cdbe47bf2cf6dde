import { afterAll, describe, expect, it } from '@jest/globals';
import { ConfigProblems, readConfig } from '@paraph/platform';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityConfig } from './identity.config.js';

const folder = mkdtempSync(join(tmpdir(), 'identity-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const key = { kty: 'EC', crv: 'P-256', kid: 'k1', x: 'x', y: 'y', d: 'private' };
const provider = { issuer: 'https://idp.example', clientId: 'login', clientSecret: 'a secret of the client' };
const complete: Readonly<Record<string, string>> = {
  IDENTITY_HTTP_PORT: '4000',
  IDENTITY_BUS_URL: 'tls://127.0.0.1:4222',
  IDENTITY_BUS_CA_FILE: file('ca', 'pem'),
  IDENTITY_BUS_NKEY_FILE: file('nkey', 'seed'),
  IDENTITY_DATABASE_URL_FILE: file('url', 'postgres://x'),
  IDENTITY_PUBLIC_ORIGIN: 'https://identity.example',
  IDENTITY_APPROVAL_ORIGIN: 'https://approval.example',
  IDENTITY_GATEWAY_ORIGIN: 'https://gateway.example',
  IDENTITY_MANAGEMENT_ORIGIN: 'https://management.example',
  IDENTITY_COOKIE_KEYS_FILE: file('cookies', `${'n'.repeat(32)}\n${'o'.repeat(40)}\n`),
  IDENTITY_SIGNING_KEYS_FILE: file('keys', JSON.stringify({ keys: [key] })),
  IDENTITY_LOGIN_PROVIDER_FILE: file('provider', JSON.stringify(provider)),
};

function problemsOf(change: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(identityConfig, { ...complete, ...change });
    return [];
  } catch (error) {
    return error instanceof ConfigProblems ? error.problems : [String(error)];
  }
}

describe('the settings', () => {
  it('are complete, with every secret closed', () => {
    const config = readConfig(identityConfig, complete);
    expect(config.keys.cookies.map((one) => one.reveal().length)).toEqual([32, 40]);
    expect(config.keys.signing.reveal()).toBe(JSON.stringify({ keys: [{ use: 'sig', alg: 'ES256', ...key }] }));
    expect(JSON.stringify(config)).not.toMatch(/private|a secret of the client|nnnn/);
  });

  it.each([
    ['IDENTITY_COOKIE_KEYS_FILE', file('short', `${'n'.repeat(32)}\nshort\n`), 'expected lines of 32 characters or more'],
    ['IDENTITY_SIGNING_KEYS_FILE', file('public', JSON.stringify({ keys: [{ ...key, d: undefined }] })), 'keys.0.d'],
    ['IDENTITY_SIGNING_KEYS_FILE', file('none', '{"keys":[]}'), 'keys'],
    ['IDENTITY_LOGIN_PROVIDER_FILE', file('plain', JSON.stringify({ ...provider, issuer: 'http://idp.example' })), 'expected https, or http on this machine'],
    ['IDENTITY_LOGIN_PROVIDER_FILE', file('extra', JSON.stringify({ ...provider, audience: 'x' })), 'audience'],
    ['IDENTITY_APPROVAL_ORIGIN', 'https://approval.example/page', 'expected scheme, host and port'],
    ['IDENTITY_GATEWAY_ORIGIN', 'gateway', 'Invalid URL'],
  ])('%s = %s is a problem', (name, value, expected) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(name);
    expect(problems[0]).toContain(expected);
  });
});
