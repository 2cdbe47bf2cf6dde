import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PostgresLoginTries } from '../src/adapters/postgres-login-tries.js';
import { loginTriesSuite } from './login-tries.suite.js';
import { runIdentity, type RunningIdentity } from './running-identity.js';

let identity: RunningIdentity;
beforeAll(async () => {
  identity = await runIdentity();
});
afterAll(() => identity?.stop());

describe('tries in PostgreSQL', () => {
  loginTriesSuite(async () => new PostgresLoginTries(identity.database));

  it('are known to every replica', async () => {
    const limit = { account: 'a', address: 'b', most: 1, windowMs: 60_000 };
    const now = new Date();
    expect(await new PostgresLoginTries(identity.database).begin([limit], now)).toBeUndefined();
    expect(await new PostgresLoginTries(identity.database).begin([limit], now)).toBe(60_000);
  });
});

describe('the runtime role', () => {
  it.each([
    `DELETE FROM login_account`,
    `UPDATE login_account SET signer_id = 'x'`,
    `UPDATE login_account SET client_id = 'x'`,
    `UPDATE login_account SET user_name = 'x'`,
    `UPDATE authorisation SET change_id = 'x'`,
  ])('may not %s', async (statement) => {
    await expect(identity.database.query(statement)).rejects.toThrow('permission denied');
  });

  it('may replace a hash', async () => {
    await expect(identity.database.query(`UPDATE login_account SET password_hash = '$argon2id$x' WHERE user_name = 'nobody'`)).resolves.toBeDefined();
  });
});
