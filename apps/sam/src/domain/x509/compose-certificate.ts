import { ServiceError } from '@paraph/contracts';
import type { Authorities } from './authorities.js';
import type { CertificateIssuance } from './certificate-issuance.js';
import { EMBEDDED_AUTHORITY } from './certificate-profile.js';
import type { IssuedCertificate, IssuedCertificates } from './issued-certificates.js';
import { signerProfile } from './profiles.js';
import type { SignerRecords } from './signer-records.js';

/** A signer's certificate and those of its issuers, nearest first. */
export interface CertifiedSigner extends IssuedCertificate {
  readonly chain: readonly Uint8Array[];
}

/** Composes a signer's certificate: only for a key in the ledger, with the subject of its binding record. */
export class ComposeCertificate {
  constructor(
    private readonly signers: SignerRecords,
    private readonly authorities: Authorities,
    private readonly issued: IssuedCertificates,
    private readonly issuance: CertificateIssuance,
  ) {}

  /**
   * Answers the same certificate for the same credential and the same renewal of it, however often it is asked.
   *
   * @throws `credential.unknown`, `credential.state`, `certificate.refused`, `hsm.unavailable`, `hsm.refused`, `record.tampered`
   */
  async run(credentialId: string): Promise<CertifiedSigner> {
    const { publicKey, terms, authority, renewalId } = await this.signers.find(credentialId);
    if (authority !== EMBEDDED_AUTHORITY) throw new ServiceError('certificate.refused', 'another authority certifies credentials of this policy');
    if (await this.authorities.endOf('issuing')) throw new ServiceError('certificate.refused', 'the certification authority has ended');
    const [issuer, root] = [await this.authorities.find('issuing'), await this.authorities.find('root')];
    const find = () => this.issued.ofCredential({ credentialId, renewalId, publicKey, issuerKey: issuer.publicKey });
    const chain = [issuer.certificate, root.certificate];

    const known = await find();
    if (known) return { ...known, chain };

    const profile = (now: Date) => signerProfile(issuer, { publicKey, now, addresses: this.authorities.addresses }, terms);
    const kept = await this.issuance.issue({
      kind: 'signer',
      issuer: 'issuing',
      key: issuer.key,
      credentialId,
      renewalId,
      profile,
      hold: (transaction) => this.authorities.hold(transaction, 'issuing'),
    });
    // What was signed here a moment ago needs no proof that it was; where a neighbour was faster, its certificate is the one.
    const made = kept ? this.issued.justMade(kept) : await find();
    if (!made) throw new Error('the register lost a certificate');
    return { ...made, chain };
  }
}
