import type { CertificateFacts, CertificateReader } from './certificate-reader.js';
import type { DistinguishedName } from './distinguished-name.js';
import { isNamed, type SubjectRule } from './subject-rules.js';

/** An issuing key the SAM accepts certificates of. */
export interface PinnedIssuer {
  /** Its name as its own certificate encodes it. */
  readonly encodedName: Uint8Array;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly validTo: Date;
  /** Between these moments it and every certificate above it are valid. */
  readonly path: { readonly from: Date; readonly to: Date };
}

/** What a certificate has to say to be bound to a key of the ledger. */
export interface ExpectedCertificate<Issuer extends PinnedIssuer = PinnedIssuer> {
  readonly publicKey: Uint8Array;
  readonly subject: DistinguishedName;
  readonly subjectRule: SubjectRule;
  readonly policies: readonly string[];
  /** How long from now on it may be valid. */
  readonly lifetimeSeconds: number;
  readonly issuers: readonly Issuer[];
  readonly now: Date;
  /** How far another’s clock may be ahead. A certificate of the future is bound, and signs nothing before its time. */
  readonly skewMs: number;
}

interface Rule {
  /** What is wrong when the rule does not hold; for the audit record, never for a stranger. */
  readonly flaw: string;
  readonly holds: (facts: CertificateFacts, expected: ExpectedCertificate, issuer: PinnedIssuer, encode: CertificateReader['encodeName']) => boolean;
}

/** Each rule alone is enough to refuse. */
const rules: readonly Rule[] = [
  { flaw: 'it is for another public key', holds: (facts, { publicKey }) => equal(facts.publicKey, publicKey) },
  {
    flaw: 'it names another subject',
    holds: (facts, { subject, subjectRule }, _issuer, encode) => isNamed(facts, { subject, encoded: encode(subject) }, subjectRule),
  },
  { flaw: 'it is not yet valid', holds: (facts, { now, skewMs }) => facts.validFrom.getTime() <= now.getTime() + skewMs },
  { flaw: 'it is no longer valid', holds: (facts, { now }) => now <= facts.validTo },
  { flaw: 'its issuer is not valid now', holds: (_facts, { now }, { path }) => path.from <= now && now <= path.to },
  { flaw: 'it outlives its issuer', holds: (facts, _expected, issuer) => facts.validTo <= issuer.validTo },
  {
    // The policy promised its signer how long; what an authority elsewhere is configured to give does not change that (CRT-05).
    flaw: 'it is valid for longer than the policy says',
    holds: (facts, { now, lifetimeSeconds, skewMs }) => facts.validTo.getTime() <= now.getTime() + lifetimeSeconds * 1_000 + skewMs,
  },
  {
    flaw: 'its key usage is not content commitment alone, critical',
    holds: ({ keyUsage }) => keyUsage?.critical === true && keyUsage.usages.join() === 'nonRepudiation',
  },
  { flaw: 'it is an authority’s', holds: (facts) => !facts.isAuthority },
  { flaw: 'it is not under the policy of the credential', holds: (facts, { policies }) => policies.every((one) => facts.policies.includes(one)) },
  {
    // A critical extended usage would narrow what a signature is good for, to something nobody here looks at.
    flaw: 'it has a critical extension that is not understood',
    holds: (facts) => !facts.hasUnknownCritical && facts.extendedKeyUsage?.critical !== true,
  },
];

/** Why a certificate must not be bound, or its facts and whose signature it carries. */
export type CertificateVerdict<Issuer extends PinnedIssuer = PinnedIssuer> =
  { readonly flaw: string } | { readonly facts: CertificateFacts; readonly issuer: Issuer };

/** The pinned key that signed a certificate, or why none did. */
export function findIssuer<Issuer extends PinnedIssuer>(
  certificate: Uint8Array,
  issuers: readonly Issuer[],
  reader: CertificateReader,
): CertificateVerdict<Issuer> {
  const facts = reader.read(certificate);
  if (!facts) return { flaw: 'it is no certificate' };
  const named = issuers.filter(({ encodedName }) => equal(facts.encoded.issuer, encodedName));
  if (named.length === 0) return { flaw: 'its issuer is not pinned' };
  // A name proves nothing: whoever can write one can write any.
  const issuer = named.find(({ publicKey }) => reader.isSignedBy(certificate, publicKey));
  return issuer ? { facts, issuer } : { flaw: 'its signature is not by the issuer it names' };
}

/** Decides whether a certificate may be bound: signed by a pinned key, and every rule holds. */
export function checkCertificate<Issuer extends PinnedIssuer>(
  certificate: Uint8Array,
  expected: ExpectedCertificate<Issuer>,
  reader: CertificateReader,
): CertificateVerdict<Issuer> {
  const found = findIssuer(certificate, expected.issuers, reader);
  if ('flaw' in found) return found;
  const broken = rules.find(({ holds }) => !holds(found.facts, expected, found.issuer, (name) => reader.encodeName(name)));
  return broken ? { flaw: broken.flaw } : found;
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
