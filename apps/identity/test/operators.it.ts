import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, sha256, toBase64Url } from '@paraph/kernel';
import { rows } from '@paraph/platform';
import { SoftwareAuthenticator, type CeremonyChange } from '@paraph/testing';
import { bootstrap, bytesOf, code, digestOf, ISSUER, OperatorPeople, secret, type Person } from './operator-people.js';
import { MANAGEMENT_ORIGIN, runIdentity, type RunningIdentity } from './running-identity.js';

let identity: RunningIdentity;
let people: OperatorPeople;
beforeAll(async () => {
  identity = await runIdentity();
  people = new OperatorPeople(identity);
});
afterAll(() => identity?.stop());

describe('an invitation', () => {
  it('makes one passkey, and is told to nobody but whoever it was made for', async () => {
    const { operatorId, invitation, invitationDigest } = await people.invited();
    const { challenge } = await identity.operators.openInvitation({ invitationDigest });
    const registration = SoftwareAuthenticator.make({ origin: MANAGEMENT_ORIGIN }).register(bytesOf(challenge));
    expect(await identity.operators.acceptInvitation({ invitationDigest, registration })).toEqual({ operatorId, name: 'Olivia Ortiz' });
    const second = SoftwareAuthenticator.make({ origin: MANAGEMENT_ORIGIN }).register(bytesOf(challenge));
    await expect(identity.operators.acceptInvitation({ invitationDigest, registration: second })).rejects.toMatchObject(code('operator.refused'));
    await expect(identity.operators.openInvitation({ invitationDigest })).rejects.toMatchObject(code('operator.refused'));
    expect((await rows(identity.database, `SELECT id FROM operator_passkey WHERE operator_id = $1`, [operatorId])).length).toBe(1);
    expect(JSON.stringify(await rows(identity.database, `SELECT * FROM operator_invitation`))).not.toContain(invitation);
    expect(JSON.stringify(await people.events('operator-created'))).not.toContain(invitation);
  });

  it('taken by two at the same time makes one passkey', async () => {
    const { operatorId, invitationDigest } = await people.invited();
    const { challenge } = await identity.operators.openInvitation({ invitationDigest });
    const tries = [1, 2, 3].map(() => SoftwareAuthenticator.make({ origin: MANAGEMENT_ORIGIN }).register(bytesOf(challenge)));
    const taken = await Promise.allSettled(tries.map((registration) => identity.operators.acceptInvitation({ invitationDigest, registration })));
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await rows(identity.database, `SELECT id FROM operator_passkey WHERE operator_id = $1`, [operatorId])).length).toBe(1);
  });

  it.each<[string, CeremonyChange & { over?: string }]>([
    ['for another page', { clientData: { origin: 'http://approval.localhost:3' } }],
    ['for another port of the host', { clientData: { origin: 'http://management.localhost:4' } }],
    ['inside a page of another site', { clientData: { crossOrigin: true } }],
    ['below a page of another site', { clientData: { topOrigin: 'https://evil.example' } }],
    ['without the person verified', { flags: 0x41 }],
    ['over another challenge', { over: toBase64Url(sha256('another')) }],
    ['for another host', { rpId: 'evil.localhost' }],
  ])('makes none %s', async (_what, { over, ...change }) => {
    const { invitationDigest } = await people.invited();
    const { challenge } = await identity.operators.openInvitation({ invitationDigest });
    const authenticator = SoftwareAuthenticator.make({ origin: MANAGEMENT_ORIGIN });
    const attempt = (registration: ReturnType<SoftwareAuthenticator['register']>) => identity.operators.acceptInvitation({ invitationDigest, registration });
    await expect(attempt(authenticator.register(bytesOf(over ?? challenge), 'none', change))).rejects.toMatchObject(code('operator.refused'));
    // The same passkey, as it should be, is taken.
    await expect(attempt(authenticator.register(bytesOf(challenge)))).resolves.toMatchObject({ name: 'Olivia Ortiz' });
  });

  it('that is over makes none', async () => {
    const [operatorId, invitationDigest] = [newId('opr'), digestOf(secret())];
    const { database } = identity;
    await database.query(`INSERT INTO operator (id, name, issuer, subject, created_at) VALUES ($1, 'Late', $2, $1, now())`, [operatorId, ISSUER]);
    const sql = `INSERT INTO operator_invitation (digest, operator_id, challenge, expires_at) VALUES ($1, $2, $3, now() - interval '1 second')`;
    await database.query(sql, [invitationDigest, operatorId, secret()]);
    await expect(identity.operators.openInvitation({ invitationDigest })).rejects.toMatchObject(code('operator.refused'));
  });

  it('of an account that ended makes none', async () => {
    const { invitationDigest, operatorId } = await people.invited();
    await identity.roles.end({ operatorId, ...bootstrap });
    await expect(identity.operators.openInvitation({ invitationDigest })).rejects.toMatchObject(code('operator.refused'));
  });
});

describe('a sign-in', () => {
  let olivia: Person;
  beforeEach(async () => {
    olivia = await people.person();
  });

  it('waits, is approved by a passkey, and opens one session', async () => {
    const { device, code: shown, challenge } = await people.begun();
    const redeem = () => identity.operators.redeem({ deviceDigest: digestOf(device), tokenDigest: digestOf(secret()) });
    expect(await redeem()).toEqual({ state: 'waiting' });
    expect(await identity.operators.complete({ code: shown, assertion: olivia.authenticator.assert(challenge) })).toEqual({
      operatorId: olivia.operatorId,
      name: olivia.name,
    });
    const opened = await Promise.allSettled([redeem(), redeem(), redeem()]);
    expect(opened.filter((one) => one.status === 'fulfilled' && one.value.state === 'open')).toHaveLength(1);
    await expect(redeem()).rejects.toMatchObject(code('operator.refused'));
    expect((await people.events('operator-signed-in')).at(-1)).toMatchObject({ actor: { kind: 'operator', id: olivia.operatorId } });
  });

  it.each<[string, CeremonyChange]>([
    ['on another page', { clientData: { origin: 'http://approval.localhost:3' } }],
    ['inside a page of another site', { clientData: { crossOrigin: true } }],
    ['without the person verified', { flags: 0x01 }],
    ['with a counter that stands still', { signCount: 0 }],
    ['for another host', { rpId: 'evil.localhost' }],
  ])('is approved by no passkey used %s', async (_what, change) => {
    await people.signedIn(olivia);
    const { code: shown, challenge, device } = await people.begun();
    const wrong = olivia.authenticator.assert(challenge, change);
    await expect(identity.operators.complete({ code: shown, assertion: wrong })).rejects.toMatchObject(code('operator.refused'));
    expect(await identity.operators.redeem({ deviceDigest: digestOf(device), tokenDigest: digestOf(secret()) })).toEqual({ state: 'waiting' });
    expect((await people.events('operator-refused')).at(-1)).toMatchObject({ outcome: 'failure', particulars: { code: shown } });
    await expect(identity.operators.complete({ code: shown, assertion: olivia.authenticator.assert(challenge) })).resolves.toMatchObject({ name: olivia.name });
  });

  it('is approved by no stranger, no passkey over another sign-in, and no approval given before', async () => {
    const [one, other] = [await people.begun(), await people.begun()];
    const stranger = SoftwareAuthenticator.make({ origin: MANAGEMENT_ORIGIN });
    for (const assertion of [
      stranger.assert(one.challenge),
      { ...stranger.assert(one.challenge), id: olivia.authenticator.id },
      olivia.authenticator.assert(other.challenge),
    ])
      await expect(identity.operators.complete({ code: one.code, assertion })).rejects.toMatchObject(code('operator.refused'));
    const good = olivia.authenticator.assert(one.challenge);
    await identity.operators.complete({ code: one.code, assertion: good });
    await expect(identity.operators.complete({ code: one.code, assertion: good })).rejects.toMatchObject(code('operator.refused'));
    await expect(identity.operators.complete({ code: other.code, assertion: good })).rejects.toMatchObject(code('operator.refused'));
  });

  it('of somebody whose account ended is none, and neither is one that was approved before', async () => {
    const { device, code: shown, challenge } = await people.begun();
    await identity.operators.complete({ code: shown, assertion: olivia.authenticator.assert(challenge) });
    await identity.roles.end({ operatorId: olivia.operatorId, ...bootstrap });
    await expect(identity.operators.redeem({ deviceDigest: digestOf(device), tokenDigest: digestOf(secret()) })).rejects.toMatchObject(
      code('operator.refused'),
    );
    const again = await people.begun();
    await expect(identity.operators.complete({ code: again.code, assertion: olivia.authenticator.assert(again.challenge) })).rejects.toMatchObject(
      code('operator.refused'),
    );
  });

  it('is not redeemed by another device, and its code alone opens nothing', async () => {
    const { code: shown, challenge } = await people.begun();
    await identity.operators.complete({ code: shown, assertion: olivia.authenticator.assert(challenge) });
    for (const device of [secret(), shown])
      await expect(identity.operators.redeem({ deviceDigest: digestOf(device), tokenDigest: digestOf(secret()) })).rejects.toMatchObject(
        code('operator.refused'),
      );
  });
});

describe('a session', () => {
  it('says who it is and with which roles now, ends by signing out, and is kept as a digest', async () => {
    const olivia = await people.person();
    const token = await people.signedIn(olivia);
    expect(await people.introspect(token)).toMatchObject({ state: 'open', operatorId: olivia.operatorId, name: olivia.name, roles: [] });
    await people.grant(olivia, 'system-engineer');
    expect(await people.introspect(token)).toMatchObject({ roles: ['system-engineer'] });
    await identity.roles.withdraw({ operatorId: olivia.operatorId, role: 'system-engineer', ...bootstrap });
    expect(await people.introspect(token)).toMatchObject({ state: 'open', roles: [] });
    expect(JSON.stringify(await rows(identity.database, `SELECT * FROM operator_session`))).not.toContain(token);
    await identity.operators.signOut({ tokenDigest: digestOf(token) });
    expect(await people.introspect(token)).toEqual({ state: 'over' });
    expect((await people.events('operator-signed-out')).at(-1)).toMatchObject({ actor: { id: olivia.operatorId } });
  });

  it('ends with the account, at once', async () => {
    const olivia = await people.person();
    const token = await people.signedIn(olivia);
    await identity.roles.end({ operatorId: olivia.operatorId, ...bootstrap });
    expect(await people.introspect(token)).toEqual({ state: 'over' });
  });

  it.each([
    ['was not used for a quarter of an hour', 'over', '15 minutes 1 second'],
    ['was used a little less than a quarter of an hour ago', 'open', '12 minutes'],
  ])('that %s is %s', async (_what, state, change) => {
    const token = await people.signedIn(await people.person());
    await identity.database.query(`UPDATE operator_session SET last_used_at = now() - $2::interval WHERE digest = $1`, [digestOf(token), change]);
    expect(await people.introspect(token)).toMatchObject({ state });
    // A session that is over stays over.
    expect(await people.introspect(token)).toMatchObject({ state });
  });

  it('ends after eight hours, however much it is used', async () => {
    const token = await people.signedIn(await people.person());
    const [row] = await rows<{ hours: string }>(
      identity.database,
      `SELECT EXTRACT(EPOCH FROM ends_at - opened_at) / 3600 AS hours FROM operator_session WHERE digest = $1`,
      [digestOf(token)],
    );
    expect(Number(row?.hours)).toBe(8);
  });

  it('of nobody is over', async () => {
    expect(await people.introspect(secret())).toEqual({ state: 'over' });
  });
});
