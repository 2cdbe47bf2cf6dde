/** Two SAMs, one of which holds the keys of sessions (KEY-06): what comes to the other is handed on to it; and it is killed. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  acceptEnrolment,
  bindCertificate,
  certifyDestruction,
  composeCertificate,
  describeBinding,
  describeEnrolment,
  destructionClaims,
  issueSad,
  openEnrolment,
  recordClient,
  SAD_PREFIX,
  ServiceError,
  signHash,
} from '@paraph/contracts';
import { enrolmentChallenge, newId, toBase64Url } from '@paraph/kernel';
import { freePort } from '@paraph/testing';
import { ECDSA_SHA256, hashOf, SHA256 } from '../world.js';
import { SamProcess } from './sam-process.js';
import { Site } from './site.js';

interface Session {
  readonly credentialId: string;
  readonly enrolmentId: string;
  readonly sad: string;
}

const documents = ['contract.pdf', 'annex.pdf'];
const [subscriberId, clientId] = [newId('sub'), newId('cli')];
/** More than enough for the broker to have given some call to each of two. */
const MOST_SESSIONS = 24;

let site: Site;
let other: SamProcess;
/** As the one that is going to be killed is known to the others. */
let holder: string;
beforeAll(async () => {
  site = await Site.open();
  await site.callers.ask('management', recordClient, { clientId, subscriberId, name: 'Letting agency', multisign: 10 });
}, 60_000);
afterAll(async () => {
  await other?.stop();
  await site.close();
}, 60_000);

/** What a session is opened with; from then on its key is in whichever SAM was asked. */
async function open(): Promise<{ readonly credentialId: string; readonly enrolmentId: string; readonly idToken: string }> {
  const [credentialId, signerId] = [newId('cred'), newId('sgn')];
  const session = { clientId, documents: documents.map((one) => ({ hash: hashOf(one), label: one })), hashAlgorithmOid: SHA256 };
  const order = { credentialId, signerId, subscriberId, algorithm: 'p256', policyId: 'session', provider: 'https://idp.example', session } as const;
  const { enrolmentId } = await site.callers.ask('key-lifecycle', openEnrolment, order);
  const { statement } = await site.callers.ask('identity', describeEnrolment, { enrolmentId });
  const nonce = toBase64Url(enrolmentChallenge(statement));
  return { credentialId, enrolmentId, idToken: await site.installation.provider.idToken({ subject: `account-of-${signerId}`, nonce, now: new Date() }) };
}

/** A session whose signer has authorised both documents. */
async function ready(): Promise<Session> {
  const { callers } = site;
  const { credentialId, enrolmentId, idToken } = await open();
  await callers.ask('key-lifecycle', acceptEnrolment, { enrolmentId, idToken });
  const { certificate } = await callers.ask('ca-connector', composeCertificate, { credentialId });
  const { activationId = '' } = await callers.ask('key-lifecycle', bindCertificate, { credentialId, certificate });
  const { sad } = await callers.ask('identity', issueSad, { activationId, clientId });
  return { credentialId, enrolmentId, sad: `${SAD_PREFIX}${sad}` };
}

async function sign({ credentialId, sad }: Session, document: string): Promise<string> {
  const request = { attemptId: newId('att'), sad, clientId, credentialId, hashes: [hashOf(document)], signAlgorithmOid: ECDSA_SHA256 };
  return codeOf(site.callers.ask('gateway', signHash, request));
}

function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof ServiceError ? error.code : `thrown: ${String(error)}`),
  );
}

const ended = (credentialId: string): Promise<{ cause: string }[]> =>
  site.query<{ cause: string }>(
    `SELECT body::jsonb ->> 'cause' AS cause FROM event_outbox WHERE type = 'session-ended' AND body::jsonb #>> '{particulars,credentialId}' = $1`,
    [credentialId],
  );

describe('two SAMs, one of which holds the keys of sessions', () => {
  it('sign with them whichever is asked: what comes to the other is handed on', async () => {
    const sessions = await Promise.all(Array.from({ length: MOST_SESSIONS }, ready));
    expect(await site.sam.metric('sam_held_keys')).toBe(MOST_SESSIONS);
    [{ replica: holder } = { replica: '' }] = await site.query<{ replica: string }>(`SELECT replica FROM sam_replica`);
    other = new SamProcess(site.installation, {}, { name: 'other-sam', port: await freePort() });
    await other.start();
    // It holds nothing, so that every call that reaches it has to go on.
    expect(await other.metric('sam_held_keys')).toBe(0);
    for (const document of documents)
      expect(await Promise.all(sessions.map((one) => sign(one, document)))).toEqual(Array.from({ length: MOST_SESSIONS }, () => 'done'));
    expect(await other.calls('signHash')).toBeGreaterThan(0);
    expect([await other.metric('sam_signatures_total'), await site.sam.metric('sam_signatures_total')]).toEqual([0, 2 * MOST_SESSIONS]);
    // Everything is signed, so every key is gone.
    await site.eventually(async () => (await site.sam.metric('sam_held_keys')) === 0, 'no key left');
    expect(await sign(sessions[0] as Session, 'contract.pdf')).toBe('session.over');
  }, 90_000);

  it('end the sessions of the one that is killed, with a plain refusal, and their records say so', async () => {
    // Whoever holds them is killed; those of the other one stay.
    const sessions = await Promise.all(Array.from({ length: 16 }, ready));
    const waiting = await Promise.all([open(), open(), open(), open()]);
    const held = await site.query<{ id: string; held_by: string }>(`SELECT credential_id AS id, held_by FROM one_session`);
    const of = (credentialId: string): string => held.find(({ id }) => id === credentialId)?.held_by ?? '';
    const deaths = site.sam.deaths.length;
    site.sam.kill();
    await site.eventually(() => site.sam.deaths.length > deaths, 'a death');

    const isLost = ({ credentialId }: { readonly credentialId: string }): boolean => of(credentialId) === holder;
    const expected = sessions.map((one) => (isLost(one) ? 'session.over' : 'done'));
    expect(expected).toContain('session.over');
    expect(await Promise.all(sessions.map((one) => sign(one, 'contract.pdf')))).toEqual(expected);
    for (const one of waiting.filter(isLost))
      expect(await codeOf(site.callers.ask('key-lifecycle', acceptEnrolment, { enrolmentId: one.enrolmentId, idToken: one.idToken }))).toBe('session.over');

    // Half a minute of silence is what makes a replica a lost one; the test does not wait for it.
    await site.query(`UPDATE sam_replica SET seen_at = seen_at - interval '1 hour' WHERE replica = $1`, [holder]);
    const [gone] = sessions.filter(isLost);
    if (!gone) throw new Error('the killed one held nothing');
    await site.eventually(async () => (await ended(gone.credentialId)).length > 0, 'an end of the session that was lost');
    expect(await ended(gone.credentialId)).toEqual([{ cause: 'replica-gone' }]);
    expect(await site.callers.ask('key-lifecycle', describeBinding, { credentialId: gone.credentialId })).toMatchObject({ state: 'destroyed' });
    const { certificate } = await site.callers.ask('management', certifyDestruction, { credentialId: gone.credentialId });
    const claims = destructionClaims.parse(JSON.parse(Buffer.from(certificate.split('.')[1] ?? '', 'base64url').toString('utf8')));
    expect(claims.keys).toMatchObject([{ cause: 'session-over', copies: { blob: 'none', heldBy: holder } }]);
    expect(await sign(gone, 'annex.pdf')).toBe('session.over');
  }, 90_000);
});
