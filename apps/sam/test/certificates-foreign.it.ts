import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OpenSsl, type Said } from '@paraph/testing';
import { spawnSync } from 'node:child_process';
import { Asn1X509Composer } from '../src/adapters/x509/asn1-x509-composer.js';
import { signerProfileNames, type ProfileName } from '../src/domain/x509/certificate-profile.js';
import type { CertificateStatus, Revocation } from '../src/domain/x509/contents.js';
import type { EstablishedIssuer } from '../src/domain/x509/profiles.js';
import { certificatesOfProfiles, type ProfileCertificates } from './certificates-of-profiles.js';
import { judgeAnswer, judgeChain } from './pkijs-judge.js';

const composer = new Asn1X509Composer();
const now = new Date();
const HOUR = 3_600_000;

/** Whoever somebody might ask a status of: all but the root, which is an anchor, and the responder, whose own nobody asks. */
const checked = ['issuing', 'timestamp', ...signerProfileNames] as const satisfies readonly ProfileName[];
type Checked = (typeof checked)[number];

const issuerOf = (name: ProfileName): 'root' | 'issuing' => (name === 'issuing' ? 'root' : 'issuing');

const openssl = new OpenSsl();
afterAll(() => openssl.remove());

let made: ProfileCertificates;
/** Certificates as PEM files. */
const files = new Map<ProfileName, string>();
const fileOf = (name: ProfileName): string => files.get(name) ?? '';

beforeAll(async () => {
  made = await certificatesOfProfiles(now);
  for (const [name, der] of Object.entries(made.certificates)) files.set(name as ProfileName, openssl.file(`${name}.pem`, der, 'CERTIFICATE'));
});

const revocationOf = (name: Checked): Revocation => ({ serialNumber: made.contents[name].serialNumber, revokedAt: now, reason: 'superseded' });

/** The lists of both authorities, with these revoked. */
async function lists(...revoked: readonly Checked[]): Promise<Readonly<Record<'root' | 'issuing', Uint8Array>>> {
  const list = (issuer: EstablishedIssuer) =>
    composer.revocationList(
      {
        issuer,
        number: 7,
        thisUpdate: new Date(now.getTime() - HOUR),
        nextUpdate: new Date(now.getTime() + 23 * HOUR),
        keepsExpiredSince: new Date(now.getTime() - HOUR),
        revocations: revoked.filter((name) => issuerOf(name) === issuer.authority).map(revocationOf),
      },
      made.keys[issuer.authority],
    );
  return { root: await list(made.issuers.root), issuing: await list(made.issuers.issuing) };
}

/** The lists as one PEM file. */
async function listFile(...revoked: readonly Checked[]): Promise<string> {
  const both = await lists(...revoked);
  const pems = Object.entries(both).map(([name, der]) => openssl.must('crl', '-inform', 'DER', '-in', openssl.file(`${name}.crl`, der)));
  return openssl.file('both.crl.pem', pems.join(''));
}

/** An OCSP answer; the responder stands under the issuing authority, for what the root certifies the root signs itself. */
function answer(name: Checked, status: CertificateStatus, by: ProfileName = issuerOf(name) === 'root' ? 'root' : 'ocsp'): Promise<Uint8Array> {
  const issuer = made.issuers[issuerOf(name)];
  return composer.statusAnswer(
    {
      issuer,
      serialNumber: made.contents[name].serialNumber,
      status,
      thisUpdate: new Date(now.getTime() - 60_000),
      nextUpdate: new Date(now.getTime() + HOUR),
      archiveCutOff: new Date(now.getTime() - HOUR),
      responder: made.certificates[by],
    },
    made.keys[by],
  );
}

/** One that a signer gives, whose certificate is of the same authority and not for that. */
const forgedAnswer = (name: Checked): Promise<Uint8Array> => answer(name, good, 'natural-person');

const good: CertificateStatus = { kind: 'good' };
const revoked = (name: Checked): CertificateStatus => ({ kind: 'revoked', revocation: revocationOf(name) });

function tool(program: string, ...args: readonly string[]): Said {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C' }, timeout: 20_000 });
  return { ok: status === 0, text: `${stdout}${stderr}` };
}

describe.each(checked)('a certificate of the profile %s', (name) => {
  describe('with openssl', () => {
    const purpose = name === 'timestamp' ? ['-purpose', 'timestampsign'] : [];
    const policy = name === 'timestamp' || name === 'issuing' ? [] : ['-policy_check', '-policy', '2.999.1.1', '-explicit_policy'];
    const verify = (crls: string) =>
      openssl.run(
        ...['verify', '-x509_strict', ...purpose, ...policy, '-crl_check_all', '-CRLfile', crls],
        ...['-CAfile', fileOf('root'), '-untrusted', fileOf('issuing'), fileOf(name)],
      );

    it('verifies, strictly, under its policy, with the lists of both authorities', async () => {
      expect(verify(await listFile())).toEqual({ ok: true, text: expect.stringContaining(': OK') });
    });

    it('is refused once it is on the list', async () => {
      expect(verify(await listFile(name))).toEqual({ ok: false, text: expect.stringContaining('certificate revoked') });
    });

    it('is refused once its issuer is on the root’s list', async () => {
      expect(verify(await listFile('issuing'))).toEqual({ ok: false, text: expect.stringContaining('certificate revoked') });
    });

    const ask = (response: Uint8Array) =>
      openssl.run(
        ...['ocsp', '-respin', openssl.file('answer.der', response), '-issuer', fileOf(issuerOf(name)), '-cert', fileOf(name), '-no_nonce'],
        ...['-CAfile', fileOf('root'), '-verify_other', fileOf('issuing')],
      );

    it('is good by an OCSP answer, and revoked by another', async () => {
      expect(ask(await answer(name, good)).text).toMatch(/: good[\s\S]*Response verify OK/);
      expect(ask(await answer(name, revoked(name))).text).toMatch(/: revoked[\s\S]*Reason: superseded[\s\S]*Response verify OK/);
    });

    it('has a status in no answer about another', async () => {
      const other = name === 'legal-person' ? 'natural-person' : 'legal-person';
      expect(ask(await answer(other, good)).text).toContain('No Status found');
    });
  });

  describe('with GnuTLS', () => {
    const verify = (crls?: string) => {
      const chain = openssl.file('chain.pem', chainText(name));
      return tool('certtool', '--verify', '--load-ca-certificate', fileOf('root'), '--infile', chain, ...(crls === undefined ? [] : ['--load-crl', crls]));
    };

    it('verifies, with the lists and without', async () => {
      expect(verify()).toEqual({ ok: true, text: expect.stringContaining('The certificate is trusted') });
      expect(verify(await listFile())).toEqual({ ok: true, text: expect.stringContaining('The certificate is trusted') });
    });

    it('is refused once it is on the list', async () => {
      expect(verify(await listFile(name))).toEqual({ ok: false, text: expect.stringContaining('revoked') });
    });

    it('is read without a complaint', () => {
      const { ok, text } = tool('certtool', '--certificate-info', '--infile', fileOf(name));
      expect({ ok, warns: /warning|error/i.test(text) }).toEqual({ ok: true, warns: false });
      expect(text).toContain('Version: 3');
    });

    it('is good by an OCSP answer whose signature verifies, and revoked by another', async () => {
      const ask = (response: Uint8Array) =>
        tool(
          'ocsptool',
          ...['--verify-response', '--load-response', openssl.file('answer.der', response)],
          ...['--load-cert', fileOf(name), '--load-issuer', fileOf(issuerOf(name)), '--load-trust', fileOf(issuerOf(name))],
        );
      expect(ask(await answer(name, good)).text).toMatch(/Certificate Status: good[\s\S]*Verifying OCSP Response: Success/);
      expect(ask(await answer(name, revoked(name))).text).toMatch(/Certificate Status: revoked[\s\S]*Verifying OCSP Response: Success/);
      expect(ask(await forgedAnswer(name)).text).toMatch(/Verifying OCSP Response: Failure/);
    });
  });

  describe('with PKI.js', () => {
    const verify = (crls: Readonly<Record<string, Uint8Array>>, answers: readonly Uint8Array[] = []) =>
      judgeChain({
        root: made.certificates.root,
        chain: [...(name === 'issuing' ? [] : [made.certificates.issuing]), made.certificates[name]],
        crls: Object.values(crls),
        answers,
        now,
      });

    it('verifies with the lists of both authorities', async () => {
      expect(await verify(await lists())).toMatchObject({ ok: true });
    });

    it('is refused once it is on the list', async () => {
      expect(await verify(await lists(name))).toMatchObject({ ok: false, text: expect.stringMatching(/revoked/i) });
    });

    it('has the status that an OCSP answer gives it, and no answer of a stranger counts', async () => {
      const { root, issuing, [name]: certificate, [issuerOf(name)]: issuer } = made.certificates;
      const status = (response: Uint8Array) => judgeAnswer(response, { certificate, issuer, trusted: [issuing, root] });
      expect(await status(await answer(name, good))).toMatchObject({ isSigned: true, isForCertificate: true, status: 0 });
      expect(await status(await answer(name, revoked(name)))).toMatchObject({ isSigned: true, isForCertificate: true, status: 1 });
      await expect(status(await forgedAnswer(name))).rejects.toMatchObject({ message: expect.stringContaining('responder is not authorized') });
    });

    it('verifies with OCSP answers alone, and is refused where one says that it is revoked', async () => {
      const above = name === 'issuing' ? [] : [await answer('issuing', good)];
      expect(await verify({}, [...above, await answer(name, good)])).toMatchObject({ ok: true });
      expect(await verify({}, [...above, await answer(name, revoked(name))])).toMatchObject({ ok: false });
    });
  });
});

function chainText(name: ProfileName): string {
  const chain: readonly ProfileName[] = name === 'issuing' ? [name] : [name, 'issuing'];
  return chain.map((one) => openssl.must('x509', '-in', fileOf(one))).join('');
}
