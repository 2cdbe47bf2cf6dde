import { ServiceError } from '@paraph/contracts';
import { toBase64, type DerExtension, DerFields, TAG, isSame, numberOf, oidOf, isSignedBy, readSigned } from '@paraph/kernel';
import type { TrustRecord } from '../records/record-kinds.js';
import type { CertificateReader } from '../x509/certificate-reader.js';
import type { CertifiableSigner, SignerRecords } from '../x509/signer-records.js';
import type { TrustedAuthority } from '../x509/trusted-authorities.js';
import { findIssuer } from '../x509/certificate-check.js';
import type { PkiBody } from './pki-body.js';
import { Unprotectable } from './unprotectable.js';

/** What a message is held against: all of it from the SAM's own records and settings. */
export interface ProtectedSubject {
  readonly binding: TrustRecord<'binding'>;
  readonly authority: TrustedAuthority;
  /** A certificate that came and was not bound, as a neighbour shows it. */
  readonly unbound: Uint8Array | undefined;
}

const KEY_USAGE = '2.5.29.15';
const CERTIFICATE_POLICIES = '2.5.29.32';
/** BIT STRING with the second bit alone: content commitment. */
const CONTENT_COMMITMENT = Uint8Array.of(3, 2, 6, 0x40);

/** Says what a registration authority may ask for in the name of one credential. */
export class ProtectionRules {
  constructor(
    private readonly signers: SignerRecords,
    private readonly reader: CertificateReader,
  ) {}

  /** @throws NotDer, Unprotectable, `credential.state`, `record.tampered` */
  async allow(body: PkiBody, about: ProtectedSubject): Promise<void> {
    switch (body.kind) {
      case 'p10cr':
        return this.allowRequest(body.request, await this.signer(about));
      case 'ir':
        return this.allowTemplate(body, await this.signer(about), about.authority);
      case 'rr':
        return this.allowRevocation(body, about);
      case 'certConf':
      case 'pollReq':
        return;
      case 'genm':
        throw new Unprotectable('a question to the authority that is asked in the name of a credential');
    }
  }

  private async signer({ binding: { id, body } }: ProtectedSubject): Promise<CertifiableSigner> {
    if (body.state !== 'accepted') throw new ServiceError('credential.state', `no certificate is asked for a credential that is ${body.state}`);
    return this.signers.find(id);
  }

  private allowRequest(request: Uint8Array, { publicKey, terms }: CertifiableSigner): void {
    const whole = DerFields.of(request);
    const signed = readSigned(whole);
    whole.end();
    const fields = new DerFields(signed.toBeSigned.content);
    numberOf(fields.take(TAG.integer));
    this.requireSame(fields.take(TAG.sequence).encoded, fields.take(TAG.sequence).encoded, { publicKey, terms });
    // Only the SAM has this key signed with, so that whatever else the request says was said here.
    if (!isSignedBy(signed, publicKey)) throw new Unprotectable('a request that its key did not sign');
  }

  private allowTemplate({ subject, publicKey, extensions }: Extract<PkiBody, { kind: 'ir' }>, signer: CertifiableSigner, authority: TrustedAuthority): void {
    this.requireSame(subject, publicKey, signer);
    const policies = authority.policyOids ?? signer.terms.policies;
    if (!extensions.every((one) => isKeyUsage(one) || isOfPolicies(one, policies))) throw new Unprotectable('a certificate for another use');
  }

  private requireSame(subject: Uint8Array, publicKey: Uint8Array, signer: Pick<CertifiableSigner, 'publicKey' | 'terms'>): void {
    if (!isSame(publicKey, signer.publicKey)) throw new Unprotectable('a request for another key');
    if (!isSame(subject, this.reader.encodeName(signer.terms.subject))) throw new Unprotectable('a request for another subject');
  }

  /** A certificate that can still sign is not revoked on a neighbour's wish: first the key ends here, for whatever reason that takes. */
  private allowRevocation({ serialNumber, issuer }: Extract<PkiBody, { kind: 'rr' }>, { binding: { body }, authority, unbound }: ProtectedSubject): void {
    const { certificate } = body;
    if (certificate && body.state !== 'destroyed' && body.state !== 'revoked')
      throw new ServiceError('credential.state', `the certificate of a credential that is ${body.state} is not revoked`);
    const meant = certificate
      ? { serialNumber: certificate.serialNumber, name: authority.issuers.find(({ keyDigest }) => keyDigest === certificate.issuer?.keyDigest)?.encodedName }
      : this.unboundCertificate(unbound, body.publicKey, authority);
    if (serialNumber !== meant.serialNumber || !meant.name || !isSame(issuer, meant.name)) throw new Unprotectable('a revocation of another certificate');
  }

  /** It was for this key, and the authority signed it: whatever else is wrong with it, it is this credential's to have revoked. */
  private unboundCertificate(certificate: Uint8Array | undefined, publicKey: string, { issuers }: TrustedAuthority) {
    const found = certificate && findIssuer(certificate, issuers, this.reader);
    if (!found || 'flaw' in found || toBase64(found.facts.publicKey) !== publicKey) throw new Unprotectable('a revocation of what was not issued for this key');
    return { serialNumber: found.facts.serialNumber, name: found.issuer.encodedName };
  }
}

function isKeyUsage({ oid, critical, value }: DerExtension): boolean {
  return oid === KEY_USAGE && critical && isSame(value, CONTENT_COMMITMENT);
}

function isOfPolicies({ oid, value }: DerExtension, allowed: readonly string[]): boolean {
  if (oid !== CERTIFICATE_POLICIES) return false;
  return DerFields.of(value)
    .all(TAG.sequence)
    .every(({ content }) => {
      const fields = new DerFields(content);
      const policy = oidOf(fields.take(TAG.oid));
      return fields.isAtEnd && allowed.includes(policy);
    });
}
