import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { rows } from '@paraph/platform';
import { createHash } from 'node:crypto';
import { MANAGEMENT, runIdentity, type RunningIdentity } from './running-identity.js';
import { Sca } from './sca.js';

const HOME = '192.0.2.1';
let identity: RunningIdentity;
let sca: Sca;
let other: Sca;
let userName: string;
let password: string;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity);
  other = await Sca.register(identity);
  await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, 'alice')`, [sca.signerId, identity.provider.issuer]);
});
beforeAll(async () => {
  ({ userName, password } = await identity.logins.createLogin({ clientId: sca.clientId, signerId: sca.signerId, userName: newId('req') }, MANAGEMENT));
});
afterAll(() => identity?.stop());

const digestOf = (token: unknown): string => createHash('sha256').update(String(token)).digest('base64url');
const logIn = (rememberMe = false, more: object = {}) =>
  identity.logins.logIn({ by: { kind: 'password', userName, password, ...more }, rememberMe, address: HOME });
const renew = (token: string) => identity.logins.logIn({ by: { kind: 'refresh-token', tokenDigest: digestOf(token) }, rememberMe: false, address: HOME });
const revoke = (token: unknown, by: { clientId?: string; signerId?: string | undefined } = {}) => {
  const { clientId = sca.clientId, signerId = sca.signerId } = by;
  const asked = { tokenDigest: digestOf(token), clientId };
  return identity.tokens.revokeToken('signerId' in by && by.signerId === undefined ? asked : { ...asked, signerId });
};
const events = async (type: string) =>
  (await rows<{ body: string }>(identity.database, `SELECT body FROM event_outbox WHERE type = $1 ORDER BY sequence`, [type])).map(
    ({ body }) => JSON.parse(body) as Record<string, unknown>,
  );

describe('a login', () => {
  it('CSC-022, CSC-023: opens a service token of the account’s client and signer, and no refresh token', async () => {
    const { accessToken, refreshToken, expiresIn } = await logIn();
    expect([refreshToken, expiresIn]).toEqual([undefined, 3_600]);
    expect(await sca.introspect(accessToken)).toMatchObject({
      state: 'active',
      scope: 'service',
      clientId: sca.clientId,
      subscriberId: sca.subscriberId,
      signerId: sca.signerId,
      client: { profile: 'strict', limits: { requestsPerMinute: 6_000 } },
    });
    expect(await sca.introspect(accessToken)).not.toHaveProperty('proofKeyThumbprint');
    expect((await events('login-succeeded')).at(-1)).toMatchObject({ particulars: { userName, address: HOME, by: 'password' } });
  });

  it('CSC-024, CSC-025: remembered, opens others by its refresh token', async () => {
    const { refreshToken = '' } = await logIn(true);
    expect(await sca.introspect((await renew(refreshToken)).accessToken)).toMatchObject({ state: 'active', signerId: sca.signerId });
  });

  it('CSC-028: with a wrong password is refused, and leaves no password anywhere', async () => {
    await expect(logIn(false, { password: 'a-wrong-password' })).rejects.toMatchObject({ code: 'login.refused' });
    const found = await rows<{ body: string }>(identity.database, `SELECT body FROM event_outbox`);
    expect(found.map(({ body }) => body).join()).not.toMatch(new RegExp(`a-wrong-password|${password}`));
    expect(identity.log.lines.join()).not.toMatch(new RegExp(`a-wrong-password|${password}`));
    expect((await events('login-refused')).at(-1)).toMatchObject({ outcome: 'failure', recipient: sca.signerId, cause: 'wrong password' });
  });

  it('CSC-030: by an unknown refresh token is refused', async () => {
    await expect(renew('zz')).rejects.toMatchObject({ code: 'token.unknown' });
  });

  it('CSC-030: by a refresh token of the authorisation server is refused, and the reverse', async () => {
    const { body } = await sca.serviceToken();
    await expect(renew(String(body['refresh_token']))).rejects.toMatchObject({ code: 'token.unknown' });
    const { refreshToken = '' } = await logIn(true);
    expect(await sca.token({ grant_type: 'refresh_token', refresh_token: refreshToken })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await sca.post('/oauth2/revoke', { token: refreshToken })).status).toBe(400);
    await expect(renew(refreshToken)).resolves.toBeDefined();
  });

  it('of many at once lets no more wrong ones through than there may be', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 6 }, () => logIn(false, { password: 'wrong' })));
    expect(tries.map((one) => (one.status === 'rejected' ? (one.reason as { code: string }).code : 'in'))).not.toContain('in');
    await expect(logIn()).resolves.toBeDefined();
  });

  it('keeps tokens and passwords as digests and hashes alone', async () => {
    const { accessToken, refreshToken = '' } = await logIn(true);
    const tables = await Promise.all(
      ['login_account', 'login_try', 'login_familiar', 'protocol_object', 'event_outbox'].map((name) =>
        rows<{ row: string }>(identity.database, `SELECT to_jsonb(one)::text AS row FROM "${name}" AS one`),
      ),
    );
    const text = tables
      .flat()
      .map(({ row }) => row)
      .join('\n');
    expect(text).toContain('$argon2id$v=19$m=65536,t=3,p=4$');
    for (const secret of [accessToken, refreshToken, password]) expect(text).not.toContain(secret);
  });

  it('whose time is over is told as over', async () => {
    const { accessToken } = await logIn();
    await identity.database.query(`UPDATE protocol_object SET expires_at = now() - interval '1 second' WHERE digest = $1`, [digestOf(accessToken)]);
    expect(await sca.introspect(accessToken)).toEqual({ state: 'expired' });
    await expect(revoke(accessToken)).rejects.toMatchObject({ code: 'token.unknown' });
  });
});

describe('a revocation', () => {
  it('CSC-031, CSC-032: of an access token ends it alone', async () => {
    const { accessToken, refreshToken = '' } = await logIn(true);
    const again = await renew(refreshToken);
    const told = identity.neighbours.told.length;
    expect(await revoke(accessToken)).toEqual({});
    expect(identity.neighbours.told.slice(told)).toEqual(['tokensEnded']);
    expect([await sca.introspect(accessToken), (await sca.introspect(again.accessToken)).state]).toEqual([{ state: 'revoked' }, 'active']);
    await expect(renew(refreshToken)).resolves.toBeDefined();
  });

  it('CSC-033: of a refresh token ends it with every access token that came of it, and no other login', async () => {
    const { accessToken, refreshToken = '' } = await logIn(true);
    const again = await renew(refreshToken);
    const neighbour = await logIn(true);
    await revoke(refreshToken);
    for (const token of [accessToken, again.accessToken]) expect(await sca.introspect(token)).toEqual({ state: 'revoked' });
    await expect(renew(refreshToken)).rejects.toMatchObject({ code: 'token.unknown' });
    expect((await sca.introspect(neighbour.accessToken)).state).toBe('active');
    await expect(renew(neighbour.refreshToken ?? '')).resolves.toBeDefined();
  });

  it('CSC-031, CSC-033: works for the authorisation server’s tokens too', async () => {
    const one = (await sca.serviceToken()).body;
    await revoke(one['access_token']);
    expect(await sca.introspect(one['access_token'])).toEqual({ state: 'revoked' });
    const renewed = (await sca.token({ grant_type: 'refresh_token', refresh_token: String(one['refresh_token']) })).body;
    expect((await sca.introspect(renewed['access_token'])).state).toBe('active');
    await revoke(renewed['refresh_token']);
    expect(await sca.introspect(renewed['access_token'])).toEqual({ state: 'revoked' });
    expect((await sca.token({ grant_type: 'refresh_token', refresh_token: String(renewed['refresh_token']) })).status).toBe(400);
  });

  it('CSC-200: of a credential token ends its activation in the SAM, and nothing is called revoked that is not', async () => {
    const { body } = await sca.credentialToken();
    identity.neighbours.failures.set('abandonActivation', 'service.unavailable');
    await expect(revoke(body['access_token'])).rejects.toMatchObject({ code: 'service.unavailable' });
    expect((await sca.introspect(body['access_token'])).state).toBe('active');
    await revoke(body['access_token']);
    expect([...identity.neighbours.drafts.values()].at(-1)).toMatchObject({ state: 'abandoned', reason: 'revoked' });
    expect(await sca.introspect(body['access_token'])).toEqual({ state: 'revoked' });
  });

  it('CSC-036: of nothing is refused, and so is a second one', async () => {
    await expect(revoke('zz')).rejects.toMatchObject({ code: 'token.unknown' });
    const { accessToken } = await logIn();
    await revoke(accessToken);
    await expect(revoke(accessToken)).rejects.toMatchObject({ code: 'token.unknown' });
  });

  it.each<[string, () => { clientId?: string; signerId?: string | undefined }]>([
    ['another client', () => ({ clientId: other.clientId, signerId: undefined })],
    ['another client that names the signer', () => ({ clientId: other.clientId })],
    ['another signer of the same client', () => ({ signerId: other.signerId })],
  ])('by %s is refused like one of nothing', async (_what, by) => {
    const { accessToken, refreshToken = '' } = await logIn(true);
    for (const token of [accessToken, refreshToken]) await expect(revoke(token, by())).rejects.toMatchObject({ code: 'token.unknown' });
    expect((await sca.introspect(accessToken)).state).toBe('active');
    await expect(renew(refreshToken)).resolves.toBeDefined();
  });

  it('by the client itself is allowed for any of its tokens, and by a signer for none of the client’s own', async () => {
    const own = (await sca.token({ grant_type: 'client_credentials' })).body['access_token'];
    await expect(revoke(own)).rejects.toMatchObject({ code: 'token.unknown' });
    const { accessToken } = await logIn();
    await revoke(accessToken, { signerId: undefined });
    await revoke(own, { signerId: undefined });
    expect([await sca.introspect(accessToken), await sca.introspect(own)]).toEqual([{ state: 'revoked' }, { state: 'revoked' }]);
  });
});
