import type { CertificateFacts, CertificateReader } from './certificate-reader.js';
import type { DistinguishedName } from './distinguished-name.js';

/** An issuing key the SAM accepts certificates of. */
export interface PinnedIssuer {
  readonly name: DistinguishedName;
  readonly publicKey: Uint8Array;
  readonly validTo: Date;
}

/** What a certificate has to say to be bound to a key of the ledger. */
export interface ExpectedCertificate {
  readonly publicKey: Uint8Array;
  readonly subject: DistinguishedName;
  readonly policies: readonly string[];
  readonly issuers: readonly PinnedIssuer[];
  readonly now: Date;
}

interface Rule {
  /** What is wrong when the rule does not hold; for the audit record, never for a stranger. */
  readonly flaw: string;
  readonly holds: (facts: CertificateFacts, expected: ExpectedCertificate, issuer: PinnedIssuer, encode: CertificateReader['encodeName']) => boolean;
}

/** Each rule alone is enough to refuse. */
const rules: readonly Rule[] = [
  { flaw: 'it is for another public key', holds: (facts, { publicKey }) => equal(facts.publicKey, publicKey) },
  { flaw: 'it names another subject', holds: (facts, { subject }, _issuer, encode) => equal(facts.encoded.subject, encode(subject)) },
  { flaw: 'it is not yet valid', holds: (facts, { now }) => facts.validFrom <= now },
  { flaw: 'it is no longer valid', holds: (facts, { now }) => now <= facts.validTo },
  { flaw: 'it outlives its issuer', holds: (facts, _expected, issuer) => facts.validTo <= issuer.validTo },
  {
    flaw: 'its key usage is not content commitment alone, critical',
    holds: ({ keyUsage }) => keyUsage?.critical === true && keyUsage.usages.join() === 'nonRepudiation',
  },
  { flaw: 'it is an authority’s', holds: (facts) => !facts.isAuthority },
  { flaw: 'it is not under the policy of the credential', holds: (facts, { policies }) => policies.every((one) => facts.policies.includes(one)) },
  { flaw: 'it has a critical extension that is not understood', holds: (facts) => !facts.hasUnknownCritical },
];

/** Why a certificate must not be bound, or its facts. */
export type CertificateVerdict = { readonly flaw: string } | { readonly facts: CertificateFacts };

/** Decides whether a certificate may be bound: signed by a pinned key, and every rule holds. */
export function checkCertificate(certificate: Uint8Array, expected: ExpectedCertificate, reader: CertificateReader): CertificateVerdict {
  const facts = reader.read(certificate);
  if (!facts) return { flaw: 'it is no certificate' };
  const named = expected.issuers.filter(({ name }) => equal(facts.encoded.issuer, reader.encodeName(name)));
  if (named.length === 0) return { flaw: 'its issuer is not pinned' };
  // A name proves nothing: whoever can write one can write any.
  const issuer = named.find(({ publicKey }) => reader.isSignedBy(certificate, publicKey));
  if (!issuer) return { flaw: 'its signature is not by the issuer it names' };
  const broken = rules.find(({ holds }) => !holds(facts, expected, issuer, (name) => reader.encodeName(name)));
  return broken ? { flaw: broken.flaw } : { facts };
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
