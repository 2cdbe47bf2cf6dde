import { sha256Hex, type Clock } from '@paraph/kernel';
import type { BoundCertificate } from '../records/record-kinds.js';
import { checkCertificate } from '../x509/certificate-check.js';
import type { CertificateFacts, CertificateReader } from '../x509/certificate-reader.js';
import { issuerFields, type CertificateFieldReader } from '../x509/lint/certificate-fields.js';
import { flawsText, lintCertificate } from '../x509/lint/lint-certificate.js';
import type { LintRule } from '../x509/lint/rule.js';
import type { CertifiableSigner } from '../x509/signer-records.js';
import type { TrustedAuthorities, TrustedIssuer } from '../x509/trusted-authorities.js';

/** What is to be bound, or why nothing is. */
export type Judgement = { readonly flaw: string } | { readonly bound: BoundCertificate };

/** The rule that an authority which leaves parts of names out cannot hold; that it may, its owner has said. */
const LEFT_OUT = 'subject-attributes';

/** How far the clock of an authority elsewhere may be ahead of ours. */
const SKEW_MS = 60_000;
/** Of a reason in an event. */
const LONGEST_FLAW = 2_000;

/** Judges certificates of authorities elsewhere: by the pinned keys, by what was asked for, and by every rule of the profile. */
export class OutsideCertificates {
  constructor(
    private readonly trusted: TrustedAuthorities,
    private readonly reader: CertificateReader,
    private readonly fields: CertificateFieldReader,
    private readonly clock: Clock,
  ) {}

  judge(signer: CertifiableSigner, certificate: Uint8Array): Judgement {
    const { publicKey, terms, authority: name } = signer;
    const authority = this.trusted.find(name);
    if (!authority) return { flaw: 'the authority of its policy is not known here' };
    const { issuers, subject: subjectRule, policyOids } = authority;
    const { subject, lifetimeSeconds, policies } = terms;
    const expected = { publicKey, subject, lifetimeSeconds, subjectRule, issuers, policies: policyOids ?? policies, now: this.clock.now(), skewMs: SKEW_MS };
    const verdict = checkCertificate(certificate, expected, this.reader);
    if ('flaw' in verdict) return verdict;
    const flaws = this.lint(signer, certificate, verdict.issuer).filter(({ id }) => subjectRule !== 'reduced' || id !== LEFT_OUT);
    if (flaws.length > 0) return { flaw: flawsText(flaws).slice(0, LONGEST_FLAW) };
    return { bound: { ...boundCertificate(certificate, verdict.facts), issuer: { authority: name, keyDigest: verdict.issuer.keyDigest } } };
  }

  /** Broken rules; what cannot be read breaks all of them. */
  private lint(
    { terms: { profile = 'natural-person' }, qcStatements }: CertifiableSigner,
    certificate: Uint8Array,
    issuer: TrustedIssuer,
  ): readonly Pick<LintRule, 'id' | 'says'>[] {
    const fields = this.fields.read(certificate);
    const above = this.fields.read(issuer.certificate);
    if (!fields || !above) return [{ id: 'readable', says: 'its extensions can be read' }];
    return lintCertificate({ fields, name: profile, origin: 'external', now: this.clock.now(), issuer: issuerFields(above), qcStatements });
  }
}

/** What the binding record keeps of a certificate. */
export function boundCertificate(certificate: Uint8Array, { subject, serialNumber, validFrom, validTo }: CertificateFacts): BoundCertificate {
  return { fingerprint: sha256Hex(certificate), subject, serialNumber, validFrom: validFrom.toISOString(), validTo: validTo.toISOString() };
}
