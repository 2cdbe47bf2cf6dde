import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chooseCredential, readSandbox } from './sandbox-file.ts';

const content = {
  gateway: 'http://gateway.localhost:1/csc/v2',
  clientId: 'cli_1',
  clientSecretFile: 'sandbox-secret',
  redirectUri: 'http://sandbox.localhost:2/callback',
  users: [
    { name: 'alice', credentials: [{ credentialId: 'cred_1', algorithm: 'p256' }] },
    { name: 'bob', credentials: [] },
  ],
  signedFile: 'more may stand in it',
};
let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'sandbox-'));
  writeFileSync(join(state, 'sandbox-secret'), 's3cret\n');
});

afterEach(() => rmSync(state, { recursive: true }));

function write(value: unknown): void {
  writeFileSync(join(state, 'sandbox.json'), JSON.stringify(value));
}

describe('sandbox.json', () => {
  it('is read with the secret it points to', () => {
    write(content);
    expect(readSandbox(state)).toMatchObject({ clientId: 'cli_1', clientSecret: 's3cret' });
  });

  it('is missed with advice to start the stack', () => {
    expect(() => readSandbox(state)).toThrow('is not there');
  });

  it('is refused when something is missing, by name', () => {
    write({ ...content, gateway: undefined });
    expect(() => readSandbox(state)).toThrow('gateway');
  });
});

describe('the credential', () => {
  beforeEach(() => write(content));

  it('is the first of the user or the one asked for', () => {
    expect(chooseCredential(readSandbox(state), 'alice')).toBe('cred_1');
    expect(chooseCredential(readSandbox(state), 'bob', 'cred_9')).toBe('cred_9');
  });

  it('is refused for a stranger and for a user without one', () => {
    expect(() => chooseCredential(readSandbox(state), 'mallory')).toThrow('there is no user mallory');
    expect(() => chooseCredential(readSandbox(state), 'bob')).toThrow('has no credential');
  });
});
