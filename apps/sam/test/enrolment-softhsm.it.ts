import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KeyAlgorithm } from '@paraph/kernel';
import { OpenSsl, type Said, FakeClock } from '@paraph/testing';
import { readFileSync } from 'node:fs';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import { memoryCertificateStores } from './certificate-stores.js';
import { EnrolmentWorld } from './enrolment-world.js';
import { startSoftHsm, type SoftHsm } from './token-softhsm.js';

type RealWorld = EnrolmentWorld<ReturnType<typeof memoryCertificateStores>, Pkcs11Token>;

const openssl = new OpenSsl();
let hsm: SoftHsm;
let world: RealWorld;
let root: string;
let issuing: string;

beforeAll(async () => {
  hsm = await startSoftHsm();
  // OpenSSL reads the machine's clock.
  const clock = new FakeClock(new Date().toISOString());
  world = await EnrolmentWorld.over({ stores: memoryCertificateStores(), token: await Pkcs11Token.open(hsm.settings), clock });
  root = openssl.file('root.pem', (await world.authorities.find('root')).certificate, 'CERTIFICATE');
  issuing = openssl.file('issuing.pem', (await world.authorities.find('issuing')).certificate, 'CERTIFICATE');
});

afterAll(async () => {
  await world.token.close();
  hsm.remove();
  openssl.remove();
});

async function lists(): Promise<string> {
  const made = [await world.composeList.run('root'), await world.composeList.run('issuing')];
  const pems = made.map(({ crl }, index) => openssl.must('crl', '-inform', 'DER', '-in', openssl.file(`list-${index}.der`, crl)));
  return openssl.file('lists.pem', pems.join(''));
}

async function verify(certificate: string): Promise<Said> {
  return openssl.run('verify', '-x509_strict', '-CAfile', root, '-untrusted', issuing, '-crl_check_all', '-CRLfile', await lists(), certificate);
}

async function ask(certificate: Uint8Array, file: string): Promise<Said> {
  const { response } = await world.composeAnswer.run('issuing', world.reader.read(certificate)?.serialNumber ?? '');
  const answer = openssl.file('answer.der', response);
  return openssl.run('ocsp', '-respin', answer, '-issuer', issuing, '-cert', file, '-no_nonce', '-CAfile', root, '-verify_other', issuing);
}

describe.each<KeyAlgorithm>(['p256', 'p384', 'p521', 'rsa3072'])('an enrolment of a %s key in a real token', (algorithm) => {
  it('gives a request and a certificate of the same key that OpenSSL accepts, with its status by list and by OCSP', async () => {
    const { draft, answer } = await world.accepted(algorithm);
    const request = openssl.file('request.der', answer.csr);
    expect(openssl.run('req', '-verify', '-inform', 'DER', '-in', request, '-noout')).toEqual({ ok: true, text: expect.stringContaining('verify OK') });

    const { der } = await world.composeCertificate.run(draft.credentialId);
    await world.bindCertificate.run(draft.credentialId, der);
    const file = openssl.file('signer.pem', der, 'CERTIFICATE');
    expect(await verify(file)).toEqual({ ok: true, text: expect.stringContaining(': OK') });
    expect(await ask(der, file)).toEqual({ ok: true, text: expect.stringMatching(/: good[\s\S]*Response verify OK/) });

    const keys = [
      ['req', '-inform', 'DER', '-in', request],
      ['x509', '-in', file],
    ].map(([command = '', ...args]) => openssl.must(command, ...args, '-noout', '-pubkey'));
    expect(keys[0]).toBe(keys[1]);
    expect(openssl.must('pkey', '-pubin', '-in', openssl.file('key.pem', keys[0] ?? ''), '-outform', 'DER', '-out', openssl.path('key.der'))).toBe('');
    expect(readFileSync(openssl.path('key.der')).toString('base64')).toBe(draft.publicKey);
  });

  it('gives, if it fails after the certificate, one that OpenSSL no longer accepts', async () => {
    const { draft } = await world.accepted(algorithm);
    const { der } = await world.composeCertificate.run(draft.credentialId);
    const file = openssl.file('failed.pem', der, 'CERTIFICATE');
    expect(await verify(file)).toMatchObject({ ok: true });
    await world.destroyKey.run(draft.credentialId);
    expect(await verify(file)).toEqual({ ok: false, text: expect.stringContaining('certificate revoked') });
    expect((await ask(der, file)).text).toMatch(/: revoked[\s\S]*Reason: cessationOfOperation[\s\S]*Response verify OK/);
  });
});

describe('status answers of a real token', () => {
  it('say unknown of a serial number nobody issued', async () => {
    const { response } = await world.composeAnswer.run('issuing', '4b');
    const answer = openssl.file('unknown.der', response);
    const said = openssl.run('ocsp', '-respin', answer, '-issuer', issuing, '-serial', '0x4b', '-no_nonce', '-CAfile', root, '-verify_other', issuing);
    expect(said.text).toMatch(/unknown[\s\S]*Response verify OK/);
  });

  it('exist for the issuing authority’s own certificate too', async () => {
    const { certificate } = await world.authorities.find('issuing');
    const { response } = await world.composeAnswer.run('root', world.reader.read(certificate)?.serialNumber ?? '');
    const answer = openssl.file('of-issuing.der', response);
    const said = openssl.run('ocsp', '-respin', answer, '-issuer', root, '-cert', issuing, '-no_nonce', '-CAfile', root);
    expect(said).toEqual({ ok: true, text: expect.stringMatching(/: good[\s\S]*Response verify OK/) });
  });
});
