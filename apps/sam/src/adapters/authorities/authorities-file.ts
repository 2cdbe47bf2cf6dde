import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { EMBEDDED_AUTHORITY } from '../../domain/x509/certificate-profile.js';
import { subjectRules } from '../../domain/x509/subject-rules.js';
import { trustedIssuer, type TrustedAuthority } from '../../domain/x509/trusted-authorities.js';
import { Asn1CertificateReader } from '../x509/asn1-certificate-reader.js';
import { pathsTo } from './paths.js';

/** Below this no key's signature counts (TS 119 312 table 4 knows no shorter one). */
const SHORTEST_RSA = 2048;
const CURVES: readonly (string | undefined)[] = ['prime256v1', 'secp384r1', 'secp521r1'];

const certificate = z
  .string()
  .max(20_000)
  .transform((text, context) => {
    const read = readAuthority(text);
    if (read instanceof X509Certificate) return read;
    context.addIssue({ code: 'custom', message: read });
    return z.NEVER;
  });

const authority = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9-]{1,60}$/)
      .refine((name) => name !== EMBEDDED_AUTHORITY, 'this name is the embedded authority’s'),
    issuers: z.array(certificate).min(1).max(20),
    anchors: z.array(certificate).min(1).max(20).optional(),
    subject: z.enum(subjectRules).default('exact'),
    policyOids: z
      .array(z.string().regex(/^[0-2](?:\.\d+)+$/))
      .min(1)
      .optional(),
  })
  .transform(({ issuers, anchors, ...rest }, context): TrustedAuthority => {
    const reader = new Asn1CertificateReader();
    const pinned = issuers.map((one, index) => {
      const issuer = trustedIssuer(new Uint8Array(one.raw), reader);
      const path = anchors ? pathsTo(anchors, issuers).of(one) : issuer.path;
      if (!path) context.addIssue({ code: 'custom', path: ['issuers', index], message: 'expected a certificate that one of the anchors stands above' });
      return { ...issuer, path: path ?? issuer.path };
    });
    if (!isEachOnce(pinned.map(({ keyDigest, encodedName }) => `${keyDigest} ${Buffer.from(encodedName).toString('hex')}`)))
      context.addIssue({ code: 'custom', path: ['issuers'], message: 'expected each issuing key once' });
    return { ...rest, issuers: pinned };
  });

/** Content of the file of authorities elsewhere: a JSON array. */
export const authoritiesFile: z.ZodType<readonly TrustedAuthority[]> = z
  .array(authority)
  .refine((list) => isEachOnce(list.map(({ name }) => name)), 'expected each name once');

/** The certificate, in the text or in the file that it names, or what is wrong with it. */
function readAuthority(textOrPath: string): X509Certificate | string {
  let text: string;
  let read: X509Certificate;
  try {
    text = isAbsolute(textOrPath) ? readFileSync(textOrPath, 'utf8') : textOrPath;
    read = new X509Certificate(text);
  } catch {
    return 'expected one certificate in PEM, or the path of a file with one';
  }
  if ((text.match(/-----BEGIN /g) ?? []).length !== 1) return 'expected one certificate in PEM, or the path of a file with one';
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = read.publicKey;
  const isStrong = type === 'rsa' ? (details?.modulusLength ?? 0) >= SHORTEST_RSA : type === 'ec' && CURVES.includes(details?.namedCurve);
  if (!isStrong) return 'expected a key of RSA from 2048 bits on, P-256, P-384 or P-521';
  try {
    trustedIssuer(new Uint8Array(read.raw), new Asn1CertificateReader());
  } catch {
    return 'expected the certificate of a certification authority, with keyCertSign among its key usages';
  }
  return read;
}

function isEachOnce(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}
