import { afterEach, describe, expect, it } from '@jest/globals';
import { FakeService, type Given } from '../../test/fake-service.js';
import { CscError, UnreachableError, UnreadableAnswerError } from '../csc-error.js';
import { ProofKey } from '../oauth/proof-key.js';
import { authorizeAndWait, signAndWait, StillPendingError } from '../polling.js';
import { CscV2Client } from './csc-v2-client.js';

let service: FakeService;
const request = { credentialID: 'c', numSignatures: 1 };

async function client(answers: Record<string, Given | Given[]>): Promise<CscV2Client> {
  service = new FakeService(Object.fromEntries(Object.entries(answers).map(([method, given]) => [`/csc/v2/${method}`, given])));
  return new CscV2Client(`${await service.start()}/csc/v2`);
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

afterEach(() => service.stop());

describe('a client of version 2', () => {
  it('posts JSON with its bearer token, and reads what comes', async () => {
    const csc = await client({ 'signatures/signHash': { body: { signatures: ['AA=='] } } });
    expect(await csc.signHash('t', { credentialID: 'c', hashes: ['h'], signAlgo: '1.2' })).toEqual(['AA==']);
    expect(service.requests).toMatchObject([
      { method: 'POST', path: '/csc/v2/signatures/signHash', headers: { authorization: 'Bearer t', 'content-type': 'application/json' } },
    ]);
    expect(JSON.parse(service.requests[0]?.body ?? '')).toEqual({ credentialID: 'c', hashes: ['h'], signAlgo: '1.2' });
  });

  it('takes null for absent, and keeps members it does not know', async () => {
    const csc = await client({ info: { body: { specs: '2.0.0.0', methods: ['info'], oauth2: null, ours: 1 } } });
    const info = await csc.info();
    expect(info).toEqual({ specs: '2.0.0.0', methods: ['info'], ours: 1 });
    expect(info.oauth2).toBeUndefined();
  });

  it('tells a refusal in the words of the service', async () => {
    const refused = { status: 429, body: { error: 'temporarily_unavailable', error_description: 'later' }, headers: { 'retry-after': '7' } };
    const csc = await client({ 'credentials/list': refused });
    const error = await failure(csc.listCredentials('t'));
    expect(error).toBeInstanceOf(CscError);
    expect(error).toMatchObject({ method: 'credentials/list', status: 429, error: 'temporarily_unavailable', description: 'later', retryAfter: 7 });
    expect(String(error)).toContain('credentials/list answered 429 temporarily_unavailable: later');
  });

  it.each<[string, Given]>([
    ['is no JSON', { body: '<html>' }],
    ['lacks what it must have', { body: {} }],
    ['has another type', { body: { credentialIDs: 'c' } }],
  ])('does not take for an answer what %s', async (_what, given) => {
    const csc = await client({ 'credentials/list': given });
    expect(await failure(csc.listCredentials('t'))).toBeInstanceOf(UnreadableAnswerError);
  });

  it('is told a refusal without words as well, and never follows a redirect', async () => {
    const csc = await client({ 'credentials/list': { status: 302, headers: { location: '/csc/v2/elsewhere' } } });
    expect(await failure(csc.listCredentials('t'))).toMatchObject({ status: 302, error: 'no_error_code' });
    expect(service.requests).toHaveLength(1);
  });

  it('says that nobody answers', async () => {
    await client({});
    expect(await failure(new CscV2Client('http://csc.localhost:1/csc/v2').info())).toBeInstanceOf(UnreachableError);
  });

  it('proves the key of a bound token, afresh for each request', async () => {
    const csc = await client({ 'credentials/list': { body: { credentialIDs: [] } } });
    const token = { token: 't', proofKey: await ProofKey.make() };
    await csc.listCredentials(token);
    await csc.listCredentials(token);
    const [first, second] = service.requests.map(({ headers }) => headers);
    expect(first?.authorization).toBe('DPoP t');
    const claims = JSON.parse(Buffer.from(String(first?.['dpop']).split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;
    // RFC 9449 section 4.2; the digest is that of "t".
    expect(claims).toMatchObject({
      htm: 'POST',
      htu: expect.stringMatching(/\/csc\/v2\/credentials\/list$/),
      ath: '47mKTaMaEn1L3m5DAz9muidMqw636xxw7EFAK_YnPdg',
    });
    expect(second?.['dpop']).not.toBe(first?.['dpop']);
  });

  it('reads both forms of a challenge', async () => {
    const csc = await client({ 'credentials/getChallenge': [{ body: { challenge: 'x' } }, { status: 204 }] });
    const asked = { credentialID: 'c', authObjectID: 'OTP' };
    expect([await csc.getChallenge('t', asked), await csc.getChallenge('t', asked)]).toEqual(['x', undefined]);
  });
});

describe('waiting', () => {
  it('asks by the newest handle until there is a SAD', async () => {
    const pending = (handle: string): Given => ({ status: 202, body: { handle } });
    const csc = await client({ 'credentials/authorize': pending('h1'), 'credentials/authorizeCheck': [pending('h2'), { body: { SAD: 's' } }] });
    expect(await authorizeAndWait(csc, 't', { request, everyMs: 1 })).toEqual({ SAD: 's' });
    expect(service.requests.slice(1).map(({ body }) => JSON.parse(body) as unknown)).toEqual([{ handle: 'h1' }, { handle: 'h2' }]);
  });

  it('ends with a refusal, and when the patience is over', async () => {
    const csc = await client({
      'credentials/authorize': [{ status: 202, body: { handle: 'h' } }],
      'credentials/authorizeCheck': [
        { status: 400, body: { error: 'invalid_authentication_data' } },
        { status: 202, body: { handle: 'h' } },
      ],
    });
    expect(await failure(authorizeAndWait(csc, 't', { request, everyMs: 1 }))).toMatchObject({ error: 'invalid_authentication_data' });
    expect(await failure(authorizeAndWait(csc, 't', { request, everyMs: 5, atMostMs: 10 }))).toBeInstanceOf(StillPendingError);
  });

  it('polls for signatures by the id it was given', async () => {
    const waiting = { status: 202, body: { error: 'accepted_request' } };
    const csc = await client({ 'signatures/signHash': { body: { responseID: 'r' } }, 'signatures/signPolling': [waiting, { body: { signatures: ['AA=='] } }] });
    expect(await signAndWait(csc, 't', { request: { credentialID: 'c', hashes: ['h'], signAlgo: '1.2' }, everyMs: 1 })).toEqual(['AA==']);
    expect(JSON.parse(service.requests[0]?.body ?? '')).toMatchObject({ operationMode: 'A' });
    expect(JSON.parse(service.requests[1]?.body ?? '')).toEqual({ requestID: 'r' });
  });

  it('does not wait for a service that signed at once although it was asked to sign later', async () => {
    const csc = await client({ 'signatures/signHash': { body: { signatures: ['AA=='] } } });
    expect(await failure(csc.signHashLater('t', { credentialID: 'c', hashes: ['h'], signAlgo: '1.2' }))).toMatchObject({ error: 'no_response_id' });
  });
});
