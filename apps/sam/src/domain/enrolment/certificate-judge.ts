import type { Clock } from '@paraph/kernel';
import type { Authorities } from '../x509/authorities.js';
import { checkCertificate } from '../x509/certificate-check.js';
import { EMBEDDED_AUTHORITY } from '../x509/certificate-profile.js';
import type { CertificateReader } from '../x509/certificate-reader.js';
import type { CertifiableSigner, SignerRecords } from '../x509/signer-records.js';
import { boundCertificate, type Judgement, type OutsideCertificates } from './outside-certificates.js';

/** Judges a certificate that a neighbour brought, by what this process knows itself. */
export class CertificateJudge {
  constructor(
    private readonly signers: SignerRecords,
    private readonly authorities: Authorities,
    private readonly outside: OutsideCertificates,
    private readonly reader: CertificateReader,
    private readonly clock: Clock,
  ) {}

  /** @throws `credential.unknown`, `credential.state`, `record.tampered`, `hsm.unavailable` */
  async judge(credentialId: string, certificate: Uint8Array): Promise<Judgement> {
    const signer = await this.signers.find(credentialId);
    return signer.authority === EMBEDDED_AUTHORITY ? this.judgeOwn(signer, certificate) : this.outside.judge(signer, certificate);
  }

  /** What the embedded authority signed was linted before. */
  private async judgeOwn({ publicKey, terms: { subject, policies, lifetimeSeconds } }: CertifiableSigner, certificate: Uint8Array): Promise<Judgement> {
    // The SAM's own issuing key comes from a sealed row, its name from this code.
    const issuing = await this.authorities.find('issuing');
    const pinned = {
      encodedName: this.reader.encodeName(issuing.name),
      publicKey: issuing.publicKey,
      validTo: issuing.validTo,
      path: { from: EARLIEST, to: issuing.validTo },
    };
    const expected = { publicKey, subject, policies, lifetimeSeconds, subjectRule: 'exact', issuers: [pinned], now: this.clock.now(), skewMs: 0 } as const;
    const verdict = checkCertificate(certificate, expected, this.reader);
    return 'flaw' in verdict ? verdict : { bound: boundCertificate(certificate, verdict.facts) };
  }
}

const EARLIEST = new Date(0);
