import { writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Progress, silent, StepFailure } from '../../stack/progress.ts';
import { samplePdf } from '../documents/sample-pdf.ts';
import { ServiceRefusal } from './service-refusal.ts';
import { signDocuments, type SigningRequest } from './sign-pdf.ts';
import { FakeService, refused } from './test/fake-service.ts';
import { OpensslAuthority } from './test/openssl-authority.ts';
import { verifyPdf } from './verify.ts';

const ecdsaWithSha256 = '1.2.840.10045.4.3.2';
const rsaEncryption = '1.2.840.113549.1.1.1';
let ec: OpensslAuthority;
let rsa: OpensslAuthority;
let service: FakeService;

beforeAll(() => {
  ec = new OpensslAuthority();
  rsa = new OpensslAuthority(['rsa:2048']);
});

afterAll(() => {
  ec.remove();
  rsa.remove();
});

beforeEach(async () => {
  service = new FakeService(ec, { algo: [ecdsaWithSha256] });
  await service.start();
});

afterEach(() => service.stop());

function request(changes: Partial<SigningRequest> = {}): SigningRequest {
  return {
    sandbox: { gateway: `${service.origin}/csc/v2`, clientId: 'app', clientSecret: service.clientSecret, redirectUri: service.redirectUri },
    credentialId: service.credentialId,
    documents: [{ label: 'Lease agreement.pdf', pdf: samplePdf() }],
    signedAt: new Date(),
    authorise: async () => service.redirect(),
    ...changes,
  };
}

async function failure(changes: Partial<SigningRequest> = {}): Promise<unknown> {
  return signDocuments(request(changes), new Progress(silent)).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('signing through a CSC service', () => {
  it('gives a PDF that strangers accept, and the time of each step', async () => {
    const progress = new Progress(silent);
    const [signed] = await signDocuments(request(), progress);
    writeFileSync(ec.path('out.pdf'), signed ?? '');
    expect(await verifyPdf(ec.path('out.pdf'), ec.trust)).toMatchObject({ ok: true });
    expect(progress.steps.map(({ name }) => name)).toEqual([
      'info',
      'service token',
      'credentials/info',
      'prepare documents',
      'pushed authorisation request',
      'authorisation by the signer',
      'credential token',
      'signatures/signHash',
      'complete documents',
    ]);
  });

  it('names the digest when an RSA key offers only its bare algorithm', async () => {
    service.stop();
    service = new FakeService(rsa, { algo: [rsaEncryption] });
    await service.start();
    const [signed] = await signDocuments(request(), new Progress(silent));
    writeFileSync(rsa.path('out.pdf'), signed ?? '');
    expect(await verifyPdf(rsa.path('out.pdf'), rsa.trust)).toMatchObject({ ok: true });
    expect(service.requests.at(-1)?.body).toMatchObject({ signAlgo: rsaEncryption, hashAlgorithmOID: '2.16.840.1.101.3.4.2.1' });
  });

  it('signs three documents under one authorisation, each in its place', async () => {
    const documents = ['One', 'Two', 'Three'].map((label) => ({ label, pdf: Buffer.concat([samplePdf(), Buffer.from(`${label.length % 2 ? '\n' : ' '}`)]) }));
    let shown: readonly unknown[] = [];
    const signed = await signDocuments(
      request({
        documents,
        authorise: async (_, digests) => {
          shown = digests.map(({ label }) => label);
          return service.redirect();
        },
      }),
      new Progress(silent),
    );
    expect(shown).toEqual(['One', 'Two', 'Three']);
    expect(service.requests.filter(({ path }) => path.endsWith('signHash'))).toHaveLength(1);
    for (const [index, pdf] of signed.entries()) {
      writeFileSync(ec.path('three.pdf'), pdf);
      expect(pdf.subarray(0, documents[index]?.pdf.length)).toEqual(documents[index]?.pdf);
      expect(await verifyPdf(ec.path('three.pdf'), ec.trust)).toMatchObject({ ok: true });
    }
  });
});

describe('a failure says what happened and what to do', () => {
  it('when the service refuses, in its own words', async () => {
    service.bends = {
      algo: [ecdsaWithSha256],
      answers: { '/csc/v2/signatures/signHash': refused(400, 'invalid_request', 'Hash is not authorized by the SAD') },
    };
    const error = await failure();
    expect(error).toBeInstanceOf(ServiceRefusal);
    expect(error).toMatchObject({ status: 400, error: 'invalid_request', description: 'Hash is not authorized by the SAD' });
    expect(error).toMatchObject({ message: 'signatures/signHash answered 400 invalid_request: Hash is not authorized by the SAD' });
  });

  it('when the secret is wrong', async () => {
    const { sandbox } = request();
    expect(await failure({ sandbox: { ...sandbox, clientSecret: 'wrong' } })).toMatchObject({ error: 'invalid_client' });
  });

  it('when the signer refused', async () => {
    const authorise = async () => service.redirect({ error: 'access_denied' });
    expect(await failure({ authorise })).toMatchObject({ error: 'access_denied' });
  });

  it.each<[string, Record<string, string>]>([
    ['another state', { state: 'other' }],
    ['another state and an error', { state: 'other', error: 'access_denied' }],
  ])('when the redirect carries %s', async (_, changes) => {
    expect(await failure({ authorise: async () => service.redirect(changes) })).toMatchObject({ message: expect.stringContaining('another state') });
    expect(service.requests.filter(({ path }) => path.endsWith('token'))).toHaveLength(1);
  });

  it.each<[string, readonly string[]]>([
    ['too few signatures', []],
    ['a signature that does not fit', [Buffer.from('nonsense').toString('base64')]],
  ])('when the service answers %s', async (_, signatures) => {
    service.bends = { algo: [ecdsaWithSha256], answers: { '/csc/v2/signatures/signHash': { status: 200, body: { signatures } } } };
    expect(await failure()).toBeInstanceOf(StepFailure);
  });

  it.each<[string, Partial<SigningRequest>]>([
    ['there is no document', { documents: [] }],
    ['a document is not a PDF', { documents: [{ label: 'a.txt', pdf: Buffer.from('text') }] }],
    ['a document is empty', { documents: [{ label: 'a.pdf', pdf: new Uint8Array() }] }],
  ])('when %s', async (_, changes) => {
    expect(await failure(changes)).toBeInstanceOf(StepFailure);
    expect(service.requests.some(({ path }) => path.endsWith('pushed_authorize'))).toBe(false);
  });

  it('when no algorithm fits', async () => {
    service.bends = { algo: ['1.3.101.112'] };
    expect(await failure()).toMatchObject({ message: expect.stringContaining('1.3.101.112') });
  });

  it('when nobody listens', async () => {
    const { sandbox } = request();
    expect(await failure({ sandbox: { ...sandbox, gateway: 'http://gateway.localhost:1/csc/v2' } })).toMatchObject({
      message: expect.stringContaining('does not answer'),
      advice: expect.stringContaining('npm start'),
    });
  });

  it('when an answer is not what it should be', async () => {
    service.bends = { algo: [], answers: { '/csc/v2/info': { status: 200, body: ['hello'] } } };
    expect(await failure()).toMatchObject({ message: expect.stringContaining('something else than expected') });
  });
});
