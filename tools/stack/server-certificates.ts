import { webcrypto } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
// @peculiar/x509 resolves its parts through reflect-metadata and leaves it to us to load that first.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

const CURVE = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;
const CA_DAYS = 3650;
const SERVER_DAYS = 365;
const RENEW_DAYS = 30;

/** A server's certificate files; `ca` is what those who connect check it against. */
export interface ServerCertificates {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** Whom a certificate is for. */
export interface CertificatePlan {
  readonly folder: string;
  /** Common names. */
  readonly authority: string;
  readonly server: string;
  /** Names besides `localhost` and the loopback address. */
  readonly hosts: readonly string[];
  /** Whether these servers also connect to each other and show it there, as brokers of a cluster do. */
  readonly amongPeers?: boolean;
}

/** A small CA of its own, and a server certificate under it that is renewed before it expires. */
export async function openServerCertificates(plan: CertificatePlan): Promise<ServerCertificates> {
  const { folder } = plan;
  const files = { ca: `${folder}/ca.pem`, certificate: `${folder}/server.pem`, key: `${folder}/server.key` };
  if (isFresh(files.ca) && isFresh(files.certificate) && existsSync(files.key)) return files;
  const authority = await makeAuthority(files.ca, plan.authority);
  await makeServer(files, authority, plan);
  return files;
}

interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly key: webcrypto.CryptoKey;
}

// The CA's key is not kept: a renewed server certificate comes with a new CA, since all processes start after it.
async function makeAuthority(file: string, name: string): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(CURVE, false, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    ...validity(CA_DAYS),
    keys,
    signingAlgorithm: CURVE,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  writeFileSync(file, certificate.toString('pem'), { mode: 0o644 });
  return { certificate, key: keys.privateKey };
}

async function makeServer(files: ServerCertificates, authority: Authority, { server, hosts, amongPeers }: CertificatePlan): Promise<void> {
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${server}`,
    issuer: authority.certificate.subject,
    ...validity(SERVER_DAYS),
    publicKey: keys.publicKey,
    signingKey: authority.key,
    signingAlgorithm: CURVE,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, ...(amongPeers === true ? [x509.ExtendedKeyUsage.clientAuth] : [])]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'ip', value: '127.0.0.1' },
        ...['localhost', ...hosts].map((value) => ({ type: 'dns' as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(authority.certificate),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  writeFileSync(files.key, await pemOf(keys.privateKey), { mode: 0o600 });
  writeFileSync(files.certificate, certificate.toString('pem'), { mode: 0o644 });
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

function validity(days: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - DAY), notAfter: new Date(now + days * DAY) };
}

function isFresh(file: string): boolean {
  if (!existsSync(file)) return false;
  const { notAfter } = new x509.X509Certificate(readFileSync(file, 'utf8'));
  return notAfter.getTime() - Date.now() > RENEW_DAYS * DAY;
}
