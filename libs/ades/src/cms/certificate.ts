import { type KeyObject, X509Certificate } from 'node:crypto';

import { AdesError } from '../ades-error.js';
import type { KeyFamily } from '../algorithms.js';
import { decode, encode, isUniversal, type Der } from './der.js';

/** What a CMS signature takes from a certificate. */
export interface CertificateParts {
  readonly node: Der;
  readonly issuer: Der;
  readonly serialNumber: Der;
  readonly publicKey: KeyObject;
  readonly family: KeyFamily;
}

/**
 * Reads a certificate whose bytes will be embedded unchanged.
 * @throws AdesError `certificate.unreadable`, `algorithm.unsupported`
 */
export function readCertificate(certificate: Uint8Array): CertificateParts {
  const node = readNode(certificate);
  const fields = children(children(node)[0]);
  // RFC 5280 section 4.1: version is [0] and optional, then serialNumber, signature, issuer.
  const start = fields[0] !== undefined && isUniversal(fields[0]) ? 0 : 1;
  const [serialNumber, , issuer] = fields.slice(start);
  if (serialNumber === undefined || issuer === undefined) throw unreadable();
  const publicKey = readPublicKey(certificate);
  return { node, issuer, serialNumber, publicKey, family: keyFamily(publicKey) };
}

/** The certificate as a tree that is known to encode to the same bytes again; otherwise its own signature would break. */
export function readNode(certificate: Uint8Array): Der {
  let node: Der;
  try {
    node = decode(certificate);
  } catch (cause) {
    throw unreadable(cause);
  }
  if (Buffer.compare(encode(node), certificate) !== 0) throw unreadable();
  return node;
}

function readPublicKey(certificate: Uint8Array): KeyObject {
  try {
    return new X509Certificate(certificate).publicKey;
  } catch (cause) {
    throw unreadable(cause);
  }
}

function keyFamily(key: KeyObject): KeyFamily {
  const type = key.asymmetricKeyType;
  if (type === 'ec' || type === 'rsa') return type;
  throw new AdesError('algorithm.unsupported', `Certificates with a key of type ${type ?? 'unknown'} are not supported.`);
}

function children(node: Der | undefined): Der[] {
  if (node === undefined || !Array.isArray(node.value)) throw unreadable();
  return node.value;
}

function unreadable(cause?: unknown): AdesError {
  return new AdesError('certificate.unreadable', 'A certificate is not an X.509 certificate in DER.', { cause });
}
