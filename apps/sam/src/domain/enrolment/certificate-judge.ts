import { sha256Hex, type Clock } from '@paraph/kernel';
import type { BoundCertificate } from '../records/record-kinds.js';
import type { Authorities } from '../x509/authorities.js';
import { checkCertificate } from '../x509/certificate-check.js';
import type { CertificateReader } from '../x509/certificate-reader.js';
import type { SignerRecords } from '../x509/signer-records.js';

/** What is to be bound, or why nothing is. */
export type Judgement = { readonly flaw: string } | { readonly bound: BoundCertificate };

/** Judges a certificate that a neighbour brought, by what this process knows itself. */
export class CertificateJudge {
  constructor(
    private readonly signers: SignerRecords,
    private readonly authorities: Authorities,
    private readonly reader: CertificateReader,
    private readonly clock: Clock,
  ) {}

  /** @throws `credential.unknown`, `credential.state`, `record.tampered`, `hsm.unavailable` */
  async judge(credentialId: string, certificate: Uint8Array): Promise<Judgement> {
    const { publicKey, terms } = await this.signers.find(credentialId);
    // The only pinned issuing key there is: the SAM's own. It comes from a sealed row, its name from this code.
    const issuers = [await this.authorities.find('issuing')];
    const verdict = checkCertificate(certificate, { publicKey, ...terms, issuers, now: this.clock.now() }, this.reader);
    if ('flaw' in verdict) return verdict;
    const { subject, serialNumber, validFrom, validTo } = verdict.facts;
    return { bound: { fingerprint: sha256Hex(certificate), subject, serialNumber, validFrom: validFrom.toISOString(), validTo: validTo.toISOString() } };
  }
}
