import type { Setting } from '@paraph/platform';
import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Certificates of the makers whose word about their authenticators counts. */
export type AttestationRoots = readonly X509Certificate[];

/** A folder of root certificates, one `*.pem` file each. Nothing is built in: what is not in the folder vouches for nothing. */
export function attestationRoots(key: string, purpose: string): Setting<AttestationRoots> {
  return { key, purpose, file: true, parse: readRoots };
}

function readRoots(folder: string): AttestationRoots {
  const names = readdirSync(folder).filter((name) => name.endsWith('.pem'));
  if (names.length === 0) throw new Error(`no certificate (*.pem) in ${folder}`);
  return names.map((name) => readRoot(folder, name));
}

function readRoot(folder: string, name: string): X509Certificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(readFileSync(join(folder, name)));
  } catch (cause) {
    throw new Error(`${name}: expected one certificate in PEM`, { cause });
  }
  if (!certificate.ca) throw new Error(`${name}: expected the certificate of an authority`);
  return certificate;
}
