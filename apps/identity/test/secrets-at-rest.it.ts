import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { rows } from '@paraph/platform';
import { createHash } from 'node:crypto';
import { Browser } from './browser.js';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { changeChallenge, enrolmentChallenge, toBase64Url } from '@paraph/kernel';
import { assertionOver, sealed } from './fake-drafts.js';
import { actText, BEGIN_OIDC, hashOf, pkce, readFragment, Sca } from './sca.js';

let identity: RunningIdentity;
let sca: Sca;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity);
  await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, 'alice')`, [sca.signerId, identity.provider.issuer]);
});
afterAll(() => identity?.stop());

/** Everything in the database as the service may read it, as text. */
async function dump(): Promise<string> {
  const tables = await rows<{ name: string }>(
    identity.database,
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'migration'`,
  );
  expect(tables.map((one) => one.name).sort()).toEqual(expect.arrayContaining(['authorisation', 'client', 'protocol_object', 'event_outbox']));
  const texts = await Promise.all(
    tables.map(({ name }) => rows<{ row: string }>(identity.database, `SELECT to_jsonb(one)::text AS row FROM "${name}" AS one`)),
  );
  return texts
    .flat()
    .map((one) => one.row)
    .join('\n');
}

it('no table holds a token, code, cookie, request reference or secret in clear after a run', async () => {
  const browser = new Browser();
  const values = [...identity.secrets, sca.clientSecret];

  // Every kind of thing the server gives out, both ended and still open.
  const service = await sca.serviceToken();
  values.push(String(service.body['access_token']), String(service.body['refresh_token']));
  const renewed = await sca.token({ grant_type: 'refresh_token', refresh_token: String(service.body['refresh_token']) });
  values.push(String(renewed.body['access_token']), String(renewed.body['refresh_token']));
  const own = await sca.token({ grant_type: 'client_credentials' });
  values.push(String(own.body['access_token']));
  const credential = await sca.credentialToken();
  values.push(String(credential.body['access_token']));

  const { verifier, challenge } = pkce();
  const pushed = await sca.post('/oauth2/pushed_authorize', sca.request({ authorization_details: JSON.stringify(sca.details([hashOf('one')])) }, challenge));
  const reference = String(pushed.body['request_uri']);
  values.push(verifier, reference.slice(reference.lastIndexOf(':') + 1));
  const result = await sca.approve({ client_id: sca.clientId, request_uri: reference }, browser);
  values.push(result.get('code') ?? '');
  // One that still waits for its signer, with the reference it came by.
  const second = await sca.post('/oauth2/pushed_authorize', sca.request(sca.query([hashOf('two')])));
  const waitingReference = String(second.body['request_uri']);
  const waiting = readFragment(await sca.authorize({ client_id: sca.clientId, request_uri: waitingReference }, browser));
  values.push(
    waiting.uid,
    waitingReference.slice(waitingReference.lastIndexOf(':') + 1),
    ...browser.cookieValues,
    ...identity.neighbours.secrets,
    ...identity.provider.secrets,
  );

  const text = await dump();
  const found = values.filter((value) => value.length > 0 && text.includes(value));
  expect(values.filter((value) => value.length < 8)).toEqual([]);
  expect(values.length).toBeGreaterThan(25);
  expect(found).toEqual([]);

  // The check would see what it looks for: digests are there.
  const digest = createHash('sha256').update(String(credential.body['access_token'])).digest('base64url');
  expect(text).toContain(digest);
});

it('nothing that signers gave, nor what could be given in their place, stands in a table or in the log', async () => {
  const browser = new Browser();
  const { neighbours, provider, origin } = identity;
  const both = [origin, provider.issuer];
  const post = (path: string, challenge: string, act: unknown) => browser.post(`${origin}${path}/act`, { challenge, act: actText(act) });
  const typed = (kind: 'pin' | 'one-time-code', value: string) => ({ kind: 'evidence', evidence: { kind, sealed: sealed(value) } });
  const passkey = (challenge: string) => ({ kind: 'evidence', evidence: { kind: 'passkey', assertion: assertionOver(challenge) } });

  // An activation by several means, with tries that fail, and ones that wait.
  neighbours.policies.set(sca.credentialId, [['passkey', 'pin', 'one-time-code', 'oidc']]);
  const { uid, challenge } = readFragment(await sca.authorize(sca.request(sca.query([hashOf('three')])), browser));
  const at = `/interaction/${uid}`;
  await post(at, challenge, passkey('another'));
  await post(at, challenge, passkey(challenge));
  await post(at, challenge, typed('pin', 'wrong'));
  await post(at, challenge, typed('pin', 'right'));
  neighbours.failures.set('presentEvidence', 'service.unavailable');
  const ended = readFragment(await sca.authorize(sca.request(sca.query([hashOf('four')])), browser));
  await post(`/interaction/${ended.uid}`, ended.challenge, typed('one-time-code', 'right'));
  await browser.follow(await post(at, challenge, BEGIN_OIDC), both);
  await browser.post(`${origin}${at}/act`, { challenge, act: `${actText(passkey(challenge))}=` });

  // An enrolment and a change with registrations, both ways of ending.
  const registrations = (): string => JSON.stringify([{ kind: 'pin', sealed: sealed('4711') }]);
  for (const nonce of [undefined, 'another']) {
    const { enrolmentId } = neighbours.openEnrolment(sca.signerId);
    await browser.get(`${origin}/enrolment/${enrolmentId}`);
    const over = toBase64Url(enrolmentChallenge(neighbours.enrolments.get(enrolmentId)?.statement ?? ''));
    provider.nonce = nonce;
    await browser.follow(await post(`/enrolment/${enrolmentId}`, over, { kind: 'register', registrations: registrations() }), both);
    provider.nonce = undefined;
  }
  await browser.follow(await browser.get(`${origin}/account/sign-in`), both);
  const page = await browser.get(`${origin}/account/credentials/${sca.credentialId}`);
  const token = /changes[^>]*>\s*<input type="hidden" name="token" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const { statement } = readFragment(await browser.post(`${origin}/account/credentials/${sca.credentialId}/changes`, { token, change: 'add-pin' }));
  const [changeId] = [...neighbours.changes.keys()].slice(-1);
  await post(`/change/${changeId}`, toBase64Url(changeChallenge(statement)), { kind: 'register', registrations: registrations() });

  const values = [...new Set([...neighbours.secrets, ...provider.secrets, ...browser.cookieValues, token, ...identity.secrets])];
  expect(values.filter((value) => value.length < 8)).toEqual([]);
  expect(values.length).toBeGreaterThan(35);
  const places = { tables: await dump(), log: identity.log.lines.join('\n') };
  expect(places.log).toContain('page-refused');
  for (const [place, text] of Object.entries(places)) expect([place, values.filter((value) => text.includes(value))]).toEqual([place, []]);
  // What is sealed is looked for in its parts, too.
  const parts = values.flatMap((value) => value.split('.')).filter((part) => part.length > 20 && !part.startsWith('eyJ'));
  for (const text of Object.values(places)) expect(parts.filter((part) => text.includes(part))).toEqual([]);
});

it('the runtime role can neither change a client or a link nor undo an event', async () => {
  for (const statement of [
    `UPDATE client SET secret_digest = 'x'`,
    `DELETE FROM signer_identity`,
    `DELETE FROM event_outbox`,
    `UPDATE authorisation SET client_id = 'x'`,
  ]) {
    await expect(identity.database.query(statement)).rejects.toThrow('permission denied');
  }
});
