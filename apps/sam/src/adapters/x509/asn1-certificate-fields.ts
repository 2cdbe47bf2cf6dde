import { keyAlgorithmFacts } from '@paraph/kernel';
import { createPublicKey, X509Certificate } from 'node:crypto';
import type { Issuer } from '../../domain/x509/contents.js';
import { CertificateFieldReader, type CertificateFields, type KeyField } from '../../domain/x509/lint/certificate-fields.js';
import { algorithmOid, certificateParts } from './certificate-parts.js';
import { extensionFields } from './extension-fields.js';
import { keyIdentifier } from './key-hashes.js';
import { encodeName, readName } from './names.js';
import { digestOf } from './signature-algorithms.js';

/** Curves by the name that Node has for them. */
const curves: Readonly<Record<string, string | undefined>> = {
  prime256v1: keyAlgorithmFacts.p256.curveOid,
  secp384r1: keyAlgorithmFacts.p384.curveOid,
  secp521r1: keyAlgorithmFacts.p521.curveOid,
};

/** Reads certificates for the linter; OpenSSL, through Node, has the word on shape and key. */
export class Asn1CertificateFields extends CertificateFieldReader {
  override read(certificate: Uint8Array): CertificateFields | undefined {
    try {
      // OpenSSL keeps the bytes it was given for one certificate: anything after them shows as a difference.
      if (!new X509Certificate(certificate).raw.equals(certificate)) return undefined;
      return fieldsOf(certificate);
    } catch {
      return undefined;
    }
  }

  override issuer({ name, publicKey }: Issuer) {
    return { subject: hex(encodeName(name)), keyIdentifier: hex(keyIdentifier(publicKey)) };
  }
}

function fieldsOf(certificate: Uint8Array): CertificateFields {
  const { version, serialNumber, issuer, subject, publicKey, validity, hasUniqueIdentifiers, extensions, algorithms } = certificateParts(certificate);
  const { notBefore, notAfter } = validity;
  return {
    version,
    serialNumber: hex(serialNumber),
    algorithms: { inside: hex(algorithms.inside), beside: hex(algorithms.beside) },
    hasStrongSignature: digestOf(algorithmOid(algorithms.beside)) !== undefined,
    issuer: readName(issuer),
    subject: readName(subject),
    encoded: { issuer: hex(issuer), subject: hex(subject) },
    validity: { from: notBefore.at, to: notAfter.at, encodings: [notBefore.encoding, notAfter.encoding] },
    key: keyField(publicKey),
    ownKeyIdentifier: hex(keyIdentifier(publicKey)),
    hasUniqueIdentifiers,
    extensionList: extensions.map(({ oid, critical }) => ({ oid, critical })),
    extensions: extensionFields(extensions),
  };
}

/** OpenSSL refuses a point that is not on its curve while it reads the key. */
function keyField(publicKey: Uint8Array): KeyField {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType === 'ec') return { family: 'ec', curveOid: curves[key.asymmetricKeyDetails?.namedCurve ?? ''] };
  if (key.asymmetricKeyType !== 'rsa') return { family: 'other' };
  const { n = '', e = '' } = key.export({ format: 'jwk' });
  return { family: 'rsa', modulus: unsigned(n), exponent: unsigned(e) };
}

function unsigned(text: string): bigint {
  return BigInt(`0x0${Buffer.from(text, 'base64url').toString('hex')}`);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
