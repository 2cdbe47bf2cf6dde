import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ServerOptions } from 'node:https';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { ConfigProblems } from '../config/service-config.js';

/** Where a process's certificate and key lie; both or neither. */
export interface TlsFiles {
  readonly tlsCertificate?: string | undefined;
  readonly tlsKey?: string | undefined;
}

/** A certificate with its key, as they were read. */
export interface TlsPair {
  /** PEM. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
  readonly notAfter: Date;
}

/** Forward secrecy and authenticated encryption only (RFC 9325 section 4.2); the first three are those of TLS 1.3. */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
];

/** Versions and ciphers of every TLS server of ours (RFC 9325 section 3.1.1). */
export function secureContextOptions({ certificate, key }: TlsPair): SecureContextOptions {
  return { cert: certificate, key, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', ciphers: CIPHERS.join(':'), honorCipherOrder: true };
}

/**
 * Options of an https server, or nothing where the process speaks plain http.
 *
 * @param asksForCertificates whether clients are asked for a certificate; none is demanded, and any is let through for the service to judge
 */
export function httpsOptions(pair: TlsPair | undefined, asksForCertificates: boolean): ServerOptions | undefined {
  return pair && { ...secureContextOptions(pair), ...(asksForCertificates ? { requestCert: true, rejectUnauthorized: false } : {}) };
}

/** Reads certificate and key. @throws unless they are a pair */
export function readTlsPair(files: { readonly certificate: string; readonly key: string }): TlsPair {
  const [certificate, key] = [readFileSync(files.certificate, 'utf8'), readFileSync(files.key, 'utf8')];
  const pair = { certificate, key, notAfter: new Date(new X509Certificate(certificate).validTo) };
  createSecureContext(secureContextOptions(pair));
  return pair;
}

/** The pair a service's settings name, if they do. @throws ConfigProblems for half a pair, or two files that are none */
export function tlsPairOf(service: string, { tlsCertificate, tlsKey }: TlsFiles): TlsPair | undefined {
  if (tlsCertificate === undefined && tlsKey === undefined) return undefined;
  const prefix = service.toUpperCase().replaceAll('-', '_');
  const names = `${prefix}_TLS_CERTIFICATE_FILE and ${prefix}_TLS_KEY_FILE`;
  if (tlsCertificate === undefined || tlsKey === undefined) throw new ConfigProblems(service, [`${names} are set together or not at all`]);
  try {
    return readTlsPair({ certificate: tlsCertificate, key: tlsKey });
  } catch (error) {
    // The library's text names the fault and never the content.
    throw new ConfigProblems(service, [`${names} are no pair: ${error instanceof Error ? error.message : 'unreadable'}`]);
  }
}
