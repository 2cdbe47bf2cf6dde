/** `signatures/signHash` (CSC v2 11.10): what is signed, and everything that is not. */
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Application, digestOf } from './harness/application.ts';
import { e400, refusal, type Answer } from './harness/answer.ts';
import { events, logEnd, settledEnd, untilEvent, type AuditEvent } from './harness/audit-log.ts';
import { opensslAccepts } from './harness/openssl.ts';
import { before, expectRefused, type Before } from './harness/refused.ts';
import { credentialOf, ECDSA_SHA256, person, RSA_SHA256, SHA256 } from './harness/stack.ts';

const application = new Application();
const alice = person('alice');
const bob = person('bob');
const ec = credentialOf('alice', 'p256');
const rsa = credentialOf('bob', 'rsa3072');

async function certificateOf(credentialID: string): Promise<string> {
  const answer = await application.csc('credentials/info', { credentialID, certificates: 'single' }, await application.serviceToken());
  return (answer.json?.['cert'] as { certificates: string[] }).certificates[0] ?? '';
}

const signatures = (answer: Answer): string[] => answer.json?.['signatures'] as string[];
const ecBody = (hashes: readonly string[], change: Record<string, unknown> = {}) => ({ credentialID: ec, hashes, signAlgo: ECDSA_SHA256, ...change });

describe('an authorised hash', () => {
  it('is signed with P-256, and OpenSSL accepts it (CSC-099, CSC-111)', async () => {
    const hash = digestOf('lease');
    const answer = await application.sign(await application.authorise({ credentialId: ec, hashes: [hash] }, alice), ecBody([hash]));
    expect(answer.status).toBe(200);
    expect(opensslAccepts(await certificateOf(ec), hash, signatures(answer)[0] ?? '')).toBe(true);
    expect(opensslAccepts(await certificateOf(ec), digestOf('other'), signatures(answer)[0] ?? '')).toBe(false);
  });

  it.each([
    ['the algorithm that implies the digest (CSC-095)', { signAlgo: RSA_SHA256 }],
    ['rsaEncryption with the digest named (CSC-094)', { signAlgo: '1.2.840.113549.1.1.1', hashAlgorithmOID: SHA256 }],
  ])('is signed with RSA-3072 and %s', async (_case, algorithm) => {
    const hash = digestOf('mandate');
    const token = await application.authorise({ credentialId: rsa, hashes: [hash] }, bob);
    const answer = await application.sign(token, { credentialID: rsa, hashes: [hash], ...algorithm });
    expect(answer.status).toBe(200);
    expect(opensslAccepts(await certificateOf(rsa), hash, signatures(answer)[0] ?? '')).toBe(true);
  });

  it('is one of three in one authorisation; values come in the order of the request (CSC-100, CSC-101)', async () => {
    const [a, b, c] = [digestOf('a'), digestOf('b'), digestOf('c')] as const;
    const token = await application.authorise({ credentialId: ec, hashes: [a, b, c] }, alice);
    const answer = await application.sign(token, ecBody([c, a, b]));
    expect(answer.status).toBe(200);
    const certificate = await certificateOf(ec);
    expect([c, a, b].map((hash, index) => opensslAccepts(certificate, hash, signatures(answer)[index] ?? ''))).toEqual([true, true, true]);
  });

  it('may be signed as a part, and the rest later (CSC-199)', async () => {
    const [a, b] = [digestOf('first half'), digestOf('second half')] as const;
    const token = await application.authorise({ credentialId: ec, hashes: [a, b] }, alice);
    expect([(await application.sign(token, ecBody([a]))).status, (await application.sign(token, ecBody([b]))).status]).toEqual([200, 200]);
    expect((await application.sign(token, ecBody([b]))).status).toBe(400);
  });

  it('is signed with a service token beside the SAD (CSC-112)', async () => {
    const hash = digestOf('beside');
    const SAD = await application.authorise({ credentialId: ec, hashes: [hash] }, alice);
    expect((await application.sign(await application.serviceToken(), ecBody([hash], { SAD }))).status).toBe(200);
  });

  it('leaves its intent and its outcome in the log, and no digest', async () => {
    const hash = digestOf('evidence');
    const after = await logEnd();
    await application.sign(await application.authorise({ credentialId: ec, hashes: [hash] }, alice), ecBody([hash]));
    const opened = await untilEvent({ after, source: 'sam', type: 'activation-opened' });
    const made = await untilEvent({ source: 'sam', type: 'signature-made', particular: opened.particulars['activationId'] ?? '' });
    expect(made.outcome).toBe('success');
    const activation = made.particulars['activationId'] ?? '';
    const kinds = (await events({ after, source: 'sam', particular: activation })).map((event) => event.type);
    expect(kinds).toEqual(expect.arrayContaining(['activation-opened', 'activation-completed', 'sad-issued', 'signature-intended', 'signature-made']));
    expect(kinds.indexOf('signature-intended')).toBeLessThan(kinds.indexOf('signature-made'));
    expect(JSON.stringify(await events({ after }))).not.toContain(hash);
  });
});

describe('refused, with nothing signed and an event once the client is known', () => {
  const hash = digestOf('approved');
  const other = digestOf('never approved');
  let since: Before;
  beforeEach(async () => {
    since = await before(ec);
  });

  const refused = (answer: Answer, expected: object): Promise<AuditEvent> => expectRefused(since, answer, expected);

  const token = (): Promise<string> => application.authorise({ credentialId: ec, hashes: [hash] }, alice);

  it('a hash the signer did not approve (CSC-102)', async () => {
    await refused(await application.sign(await token(), ecBody([other])), e400('Hash is not authorized by the SAD'));
  });

  it('an approved hash together with one that is not: all or nothing', async () => {
    await refused(await application.sign(await token(), ecBody([hash, other])), e400('Hash is not authorized by the SAD'));
  });

  it('an approved hash more often than approved (CSC-103)', async () => {
    await refused(await application.sign(await token(), ecBody([hash, hash])), e400('Hash is not authorized by the SAD'));
  });

  it('another credential than the bearer token is for (CSC-113)', async () => {
    await refused(await application.sign(await token(), { credentialID: rsa, hashes: [hash], signAlgo: RSA_SHA256 }), e400('Invalid parameter credentialID'));
  });

  it('another credential than the SAD is for (CSC-106)', async () => {
    const body = { credentialID: rsa, hashes: [hash], signAlgo: RSA_SHA256, SAD: await token() };
    await refused(await application.sign(await application.serviceToken(), body), e400('Invalid parameter SAD'));
  });

  it('an unknown credential (CSC-059)', async () => {
    await refused(await application.sign(await token(), ecBody([hash], { credentialID: 'cred_nobody' })), e400('Invalid parameter credentialID'));
  });

  it('a digest of the wrong length (CSC-117)', async () => {
    const short = Buffer.alloc(31).toString('base64');
    await refused(await application.sign(await token(), ecBody([short])), e400('Invalid digest value length'));
  });

  it('an algorithm that does not fit the key (CSC-118)', async () => {
    await refused(await application.sign(await token(), ecBody([hash], { signAlgo: RSA_SHA256 })), e400('Invalid parameter signAlgo'));
  });

  it.each([
    ['no hashes (CSC-114)', { hashes: undefined }, 'Missing (or invalid type) array parameter hash'],
    ['hashes that are no list (CSC-114)', { hashes: hash }, 'Missing (or invalid type) array parameter hash'],
    ['an empty list (CSC-115)', { hashes: [] }, 'Empty hash array'],
    ['what is not Base64 (CSC-116)', { hashes: ['*'] }, 'Invalid Base64 hash string parameter'],
    ['no algorithm', { signAlgo: undefined }, 'Missing (or invalid type) string parameter signAlgo'],
    ['no credential (CSC-059)', { credentialID: undefined }, 'Missing (or invalid type) string parameter credentialID'],
    ['an unknown mode of operation (CSC-122)', { operationMode: 'Z' }, 'Invalid parameter operationMode'],
    ['names of version 1 (CSC-188)', { hashes: undefined, hash: [hash] }, 'Missing (or invalid type) array parameter hash'],
  ])('%s', async (_case, change, words) => {
    await refused(await application.sign(await token(), ecBody([hash], change)), e400(words));
  });

  it('a body that is no JSON (CSC-018)', async () => {
    const answer = await application.csc('signatures/signHash', '{', await token());
    await refused(answer, { status: 400, error: 'invalid_request', error_description: expect.any(String) });
  });

  it('a service token without a SAD (CSC-110)', async () => {
    await refused(await application.sign(await application.serviceToken(), ecBody([hash])), e400('Missing (or invalid type) string parameter SAD'));
  });

  it('a SAD that is none', async () => {
    await refused(await application.sign(await application.serviceToken(), ecBody([hash], { SAD: 'sad_none' })), e400('Invalid parameter SAD'));
  });

  it('a SAD with one character changed', async () => {
    const SAD = await token();
    const at = SAD.length - 20;
    const changed = `${SAD.slice(0, at)}${SAD[at] === 'A' ? 'B' : 'A'}${SAD.slice(at + 1)}`;
    await refused(await application.sign(await application.serviceToken(), ecBody([hash], { SAD: changed })), e400('Invalid parameter SAD'));
  });
});

describe('a SAD', () => {
  it('is good once (CSC-104)', async () => {
    const hash = digestOf('once');
    const token = await application.authorise({ credentialId: ec, hashes: [hash] }, alice);
    expect((await application.sign(token, ecBody([hash]))).status).toBe(200);
    const since = await before(ec);
    await expectRefused(since, await application.sign(token, ecBody([hash])), e400('Invalid parameter SAD'));
  });

  it('is good once also when used twenty times at the same moment (CSC-105)', async () => {
    const hash = digestOf('at once');
    const token = await application.authorise({ credentialId: ec, hashes: [hash] }, alice);
    const answers = await Promise.all(Array.from({ length: 20 }, () => application.sign(token, ecBody([hash]))));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 400)).toHaveLength(19);
  });

  it('is worth nothing once its token is revoked (CSC-157)', async () => {
    const hash = digestOf('revoked');
    const token = await application.authorise({ credentialId: ec, hashes: [hash] }, alice);
    expect((await application.oauth('revoke', { token })).status).toBe(204);
    expect((await application.sign(token, ecBody([hash]))).status).toBe(401);
    expect((await application.sign(await application.serviceToken(), ecBody([hash], { SAD: token }))).status).toBe(400);
  });
});

describe('a stranger', () => {
  it.each([
    ['no Authorization header (CSC-014)', {}],
    ['another scheme (CSC-014)', { authorization: 'Foo abc' }],
    ['a scheme without a token', { authorization: 'Bearer' }],
  ])('with %s is told what is malformed', async (_case, headers) => {
    const answer = await application.csc('signatures/signHash', ecBody([digestOf('x')]), undefined, headers);
    expect(refusal(answer)).toEqual(e400('Malformed authorization header'));
  });

  it('with an unknown token is told so, and leaves no event', async () => {
    const after = await settledEnd();
    const answer = await application.sign('not-a-token', ecBody([digestOf('x')]));
    expect({ status: answer.status, error: answer.json?.['error'] }).toEqual({ status: 401, error: 'invalid_token' });
    // A refusal that is recorded, and later: once its event is there, the stranger's would be too.
    await application.csc('signatures/signHash', {}, await application.serviceToken());
    await untilEvent({ after, type: 'request-refused' });
    expect((await events({ after, outcome: 'failure' })).map((event) => event.type)).toEqual(['request-refused']);
  });
});
