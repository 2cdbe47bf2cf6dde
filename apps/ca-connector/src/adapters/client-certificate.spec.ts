import 'reflect-metadata';
import { beforeAll, describe, expect, it } from '@jest/globals';
import * as x509 from '@peculiar/x509';
import { webcrypto, X509Certificate } from 'node:crypto';
import { newRequest, TestPki } from '../../test/test-pki.js';
import { clientCertificateFindings } from './client-certificate.js';

const DAY = 86_400_000;

describe('the certificate that we sign in with', () => {
  let pem: string;
  let signer: string;
  let end: number;
  beforeAll(async () => {
    const pki = await TestPki.create();
    ({ cert: pem } = await pki.tls('ra.example'));
    end = new X509Certificate(pem).validToDate.getTime();
    signer = new X509Certificate(await pki.certify(await newRequest())).toString();
  });

  const problems = (text: string | undefined, now: number): readonly (string | undefined)[] =>
    clientCertificateFindings(text, () => now).map(({ problem }) => problem);

  it('is well while it lasts, and need not be', () => {
    expect(problems(pem, end - 31 * DAY)).toEqual([undefined]);
    expect(problems(signer, end - 31 * DAY)).toEqual([undefined]);
    expect(problems(undefined, end)).toEqual([]);
  });

  it.each<[string, number, string]>([
    ['is about to end', -29 * DAY, 'have another one issued'],
    ['has ended', DAY, 'it ended on'],
    ['has not begun', -400 * DAY, 'by our clock'],
  ])('is told of when it %s', (_what, offset, words) => {
    expect(problems(pem, end + offset)).toEqual([expect.stringContaining(words)]);
  });

  it('is told of when it is for something else', async () => {
    const signingAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const keys = await webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign']);
    const usage = new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]);
    const server = await x509.X509CertificateGenerator.createSelfSigned({ name: 'CN=server', keys, signingAlgorithm, extensions: [usage] });
    expect(problems(server.toString('pem'), server.notBefore.getTime() + 1)).toEqual(['it is not for TLS clients']);
  });

  it('is told of when it is none', () => {
    expect(problems('-----BEGIN PRIVATE KEY-----', end)).toEqual(['the file does not begin with a certificate']);
  });
});
