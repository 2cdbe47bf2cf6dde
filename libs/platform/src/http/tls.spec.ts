import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigProblems } from '../config/service-config.js';
import { httpsOptions, tlsPairOf, type TlsPair } from './tls.js';
import { TlsRenewal } from './tls-renewal.js';

const folder = mkdtempSync(join(tmpdir(), 'paraph-tls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function makePair(name: string): { certificate: string; key: string } {
  const files = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', files.key];
  execFileSync('openssl', ['req', '-x509', ...key, '-out', files.certificate, '-subj', `/CN=${name}`, '-days', '2'], { stdio: 'ignore' });
  return files;
}
const first = makePair('first');
const second = makePair('second');

function problemOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigProblems) return error.problems.join();
    throw error;
  }
  return 'none';
}
function given(files: { tlsCertificate: string; tlsKey: string }): TlsPair {
  const pair = tlsPairOf('gateway', files);
  if (pair === undefined) throw new Error('no pair');
  return pair;
}

describe('the settings of TLS', () => {
  it('are both absent for plain http', () => {
    expect(tlsPairOf('gateway', { tlsCertificate: undefined, tlsKey: undefined })).toBeUndefined();
  });

  it.each([
    ['a certificate alone', { tlsCertificate: first.certificate, tlsKey: undefined }],
    ['a key alone', { tlsCertificate: undefined, tlsKey: first.key }],
  ])('are refused with %s', (_case, files) => {
    expect(problemOf(() => tlsPairOf('gateway', files))).toBe('GATEWAY_TLS_CERTIFICATE_FILE and GATEWAY_TLS_KEY_FILE are set together or not at all');
  });

  it.each([
    ['another key', { tlsCertificate: first.certificate, tlsKey: second.key }],
    ['two certificates', { tlsCertificate: first.certificate, tlsKey: first.certificate }],
    ['no certificate', { tlsCertificate: first.key, tlsKey: first.key }],
  ])('are refused with %s', (_case, files) => {
    expect(problemOf(() => tlsPairOf('gateway', files))).toMatch(/are no pair/);
  });

  it('let in TLS 1.2 and 1.3 only, and no cipher without forward secrecy', () => {
    const options = httpsOptions(given({ tlsCertificate: first.certificate, tlsKey: first.key }), false);
    expect(options).toMatchObject({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' });
    expect(options?.ciphers?.split(':').filter((one) => !one.startsWith('TLS_') && !one.startsWith('ECDHE-'))).toEqual([]);
    expect(options).not.toHaveProperty('requestCert');
  });

  it('ask for a client’s certificate without demanding one, where the service wants that', () => {
    expect(httpsOptions(given({ tlsCertificate: first.certificate, tlsKey: first.key }), true)).toMatchObject({ requestCert: true, rejectUnauthorized: false });
  });
});

describe('a renewed certificate', () => {
  const files = { tlsCertificate: join(folder, 'served.pem'), tlsKey: join(folder, 'served.key') };
  const served: unknown[] = [];
  const said: string[] = [];
  const copy = ({ certificate, key }: { certificate: string; key: string }): void => {
    copyFileSync(certificate, files.tlsCertificate);
    copyFileSync(key, files.tlsKey);
  };
  const renewal = (): TlsRenewal =>
    new TlsRenewal({ setSecureContext: (options) => void served.push(options.cert) }, files, given(files), {
      info: (text) => void said.push(text),
      warn: (text) => void said.push(text),
    });
  beforeEach(() => {
    served.length = 0;
    said.length = 0;
    copy(first);
  });

  it('is taken up once, and an unchanged one never', () => {
    const watching = renewal();
    watching.look();
    expect(served).toEqual([]);
    copy(second);
    watching.look();
    watching.look();
    expect([served.length, said]).toEqual([1, ['tls-certificate-renewed']]);
  });

  it('is not taken up half way, and told of once', () => {
    const watching = renewal();
    copyFileSync(second.certificate, files.tlsCertificate);
    watching.look();
    watching.look();
    expect([served, said]).toEqual([[], ['tls-certificate-not-renewed']]);
    copyFileSync(second.key, files.tlsKey);
    watching.look();
    expect([served.length, said.at(-1)]).toEqual([1, 'tls-certificate-renewed']);
  });

  it('does not end the service when it is gone or rubbish', () => {
    const watching = renewal();
    rmSync(files.tlsKey);
    watching.look();
    writeFileSync(files.tlsKey, 'rubbish');
    watching.look();
    expect(served).toEqual([]);
  });
});
