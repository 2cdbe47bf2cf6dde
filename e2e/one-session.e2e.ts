/** One session (IDN-07): identification, key, certificate, approval and signature in one request, and nothing left afterwards (KEY-06). */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { approve, type ApproveOptions } from '../tools/sandbox/signer/robot.ts';
import { Application, digestOf, type Pushed } from './harness/application.ts';
import { e400, refusal, type Answer } from './harness/answer.ts';
import { logEnd, untilEvent, type AuditEvent } from './harness/audit-log.ts';
import { anotherApplication, management } from './harness/enrolment.ts';
import { opensslAccepts } from './harness/openssl.ts';
import { ECDSA_SHA256, origin, person, RSA_SHA256, sandbox, SHA256 } from './harness/stack.ts';

const QUALIFIER = 'sandbox_one_session';
const RSA = 'sandbox_one_session_rsa';
const BRIEF = 'sandbox_one_session_brief';
const LABELS = ['Lease', 'Inventory'];
const OVER = e400('The credential identified by credentialID is disabled');
const UNKNOWN = e400('Invalid parameter credentialID');
const alice = person('alice');
const hashes = [digestOf('the lease'), digestOf('the inventory')] as const;
let application: Application;
let brief: Session & { readonly after: string };

beforeAll(async () => {
  const { subscriberId, redirectUri } = sandbox();
  const offers = [
    { signatureQualifier: QUALIFIER, policyId: 'sandbox-one-session', algorithm: 'p256' },
    { signatureQualifier: RSA, policyId: 'sandbox-one-session-rsa', algorithm: 'rsa3072' },
    { signatureQualifier: BRIEF, policyId: 'sandbox-one-session-brief', algorithm: 'p256' },
  ];
  const sessions = offers.map((offer) => ({ ...offer, provider: origin('idp') }));
  const client = await management().createClient({ subscriberId, name: 'Letting agency', redirectUris: [redirectUri], settings: { sessions } });
  application = new Application({ ...client, redirectUri });
  // Its time passes while the others are at it.
  brief = { after: await logEnd(), ...(await session({}, BRIEF)) };
}, 30_000);

/** The request by qualifier instead of a credential (CSC v2 8.4.2). */
async function push(by = application, signatureQualifier = QUALIFIER): Promise<Pushed> {
  const documentDigests = hashes.map((hash, at) => ({ hash, label: LABELS[at] }));
  const details = JSON.stringify([{ type: 'credential', signatureQualifier, documentDigests, hashAlgorithmOID: SHA256, numSignatures: 2 }]);
  return { ...(await by.push({ credentialId: '', hashes }, { authorization_details: details })), details };
}

interface Session {
  readonly token: string;
  readonly credentialID: string;
}

/** A session whose signer saw exactly these documents and signed in once. */
async function session(options: ApproveOptions = {}, qualifier = QUALIFIER): Promise<Session> {
  const pushed = await push(application, qualifier);
  const { json } = await application.redeem(pushed, await approve(pushed.url, alice, { expect: { hashes, labels: LABELS }, ...options }));
  return { token: String(json?.['access_token']), credentialID: String(json?.['credentialID']) };
}

const info = (token: string, credentialID: string, by = application): Promise<Answer> =>
  by.csc('credentials/info', { credentialID, certificates: 'chain' }, token);
const sign = ({ token, credentialID }: Session, some: readonly string[], more: object = {}): Promise<Answer> =>
  application.sign(token, { credentialID, hashes: some, signAlgo: ECDSA_SHA256, ...more });
const signatures = (answer: Answer): string[] => answer.json?.['signatures'] as string[];
const certificatesIn = (answer: Answer): string[] => (answer.json?.['cert'] as { certificates: string[] }).certificates;

/** That the key of this credential is gone, by the word of the SAM. */
const keyGone = (after: string, credentialId: string): Promise<AuditEvent> =>
  untilEvent({ after }, ({ source, type, particulars }) => source === 'sam' && type === 'key-destroyed' && particulars['credentialId'] === credentialId);

describe('a request by the qualifier of a session', () => {
  it('signs what the person approved, openssl accepts it, and the key is gone (KEY-06)', async () => {
    const start = await logEnd();
    const one = await session();
    expect(one.credentialID).toMatch(/^cred_/);
    const before = await info(one.token, one.credentialID);
    expect([before.status, (before.json?.['key'] as { status: string }).status]).toEqual([200, 'enabled']);

    const signed = await sign(one, hashes);
    expect(signed.status).toBe(200);
    const [certificate = ''] = certificatesIn(before);
    expect(hashes.map((hash, at) => opensslAccepts(certificate, hash, signatures(signed)[at] ?? ''))).toEqual([true, true]);
    expect(opensslAccepts(certificate, digestOf('other'), signatures(signed)[0] ?? '')).toBe(false);

    await keyGone(start, one.credentialID);
    expect(refusal(await sign(one, hashes))).toEqual(OVER);
  });

  it('still has its certificate for its own application when the key is gone, and for no other', async () => {
    const start = await logEnd();
    const one = await session();
    await sign(one, hashes);
    await keyGone(start, one.credentialID);
    const ownService = await application.serviceToken();
    expect(certificatesIn(await info(ownService, one.credentialID)).length).toBeGreaterThan(1);
    const stranger = new Application(await anotherApplication(sandbox().subscriberId));
    expect(refusal(await info(await stranger.serviceToken(), one.credentialID, stranger))).toEqual(UNKNOWN);
  });

  it('signs with a key of RSA from the pool as well, and it is gone afterwards', async () => {
    const start = await logEnd();
    const one = await session({}, RSA);
    const known = await info(one.token, one.credentialID);
    expect(known.json).toMatchObject({ key: { status: 'enabled', len: 3072 } });
    const signed = await sign(one, hashes, { signAlgo: RSA_SHA256 });
    expect(signed.status).toBe(200);
    const [certificate = ''] = certificatesIn(known);
    expect(hashes.map((hash, at) => opensslAccepts(certificate, hash, signatures(signed)[at] ?? ''))).toEqual([true, true]);
    await keyGone(start, one.credentialID);
    expect(refusal(await sign(one, hashes, { signAlgo: RSA_SHA256 }))).toEqual(OVER);
  });

  it('leaves nothing where the person refuses', async () => {
    const start = await logEnd();
    const pushed = await push();
    let credentialId = '';
    const home = await approve(pushed.url, alice, {
      refuse: true,
      onShown: ({ verified }) => (credentialId = verified.kind === 'enrolment' ? verified.statement.credential.id : ''),
    });
    expect([home.searchParams.get('error'), home.searchParams.has('code')]).toEqual(['access_denied', false]);
    await keyGone(start, credentialId);
    expect(refusal(await info(await application.serviceToken(), credentialId))).toEqual(UNKNOWN);
  });

  it('ends with the token that is given back unused', async () => {
    const start = await logEnd();
    const one = await session();
    expect((await application.oauth('revoke', { token: one.token })).status).toBe(204);
    await keyGone(start, one.credentialID);
    expect((await sign(one, hashes)).status).toBe(401);
  });
});

describe('the key of a session signs nothing else', () => {
  it('neither another document nor later, and then still what was approved', async () => {
    const one = await session();
    expect((await sign(one, [digestOf('another')])).status).toBe(400);
    expect(refusal(await sign(one, hashes, { operationMode: 'A' }))).toEqual(OVER);
    const halves = [await sign(one, hashes.slice(0, 1)), await sign(one, hashes.slice(1))];
    expect(halves.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('for another application of the same subscriber', async () => {
    const one = await session();
    const stranger = new Application(await anotherApplication(sandbox().subscriberId));
    const body = { credentialID: one.credentialID, hashes, signAlgo: ECDSA_SHA256, SAD: one.token };
    expect((await stranger.csc('signatures/signHash', body, await stranger.serviceToken())).status).toBe(400);
    expect((await sign(one, hashes)).status).toBe(200);
  });

  it('by a second authorisation of the same credential', async () => {
    const one = await session();
    const { form } = application.request({ credentialId: one.credentialID, hashes });
    const home = await approve(application.authorizeUrl(form), alice);
    expect([home.searchParams.get('error'), home.searchParams.has('code')]).toEqual(['invalid_request', false]);
    expect((await sign(one, hashes)).status).toBe(200);
  });
});

it('an application whose settings do not offer sessions has none: who signs in has no such credential', async () => {
  const other = new Application(await anotherApplication(sandbox().subscriberId));
  const pushed = await push(other);
  const home = await approve(pushed.url, alice);
  expect(home.searchParams.get('error')).toBe('invalid_request');
});

it('a session that nobody signs in is over by time: its key is gone, and nothing is signed with it', async () => {
  const ended = ({ type, particulars }: AuditEvent): boolean => type === 'session-ended' && particulars['credentialId'] === brief.credentialID;
  expect(await untilEvent({ after: brief.after, source: 'sam' }, ended)).toMatchObject({ cause: 'timed-out' });
  await keyGone(brief.after, brief.credentialID);
  const refused = await sign(brief, hashes);
  expect([refused.status >= 400 && refused.status < 500, refused.json?.['signatures']]).toEqual([true, undefined]);
  // What it was certified with stays to be had by its own application, until that certificate is over.
  expect((await info(await application.serviceToken(), brief.credentialID)).status).toBe(200);
});
