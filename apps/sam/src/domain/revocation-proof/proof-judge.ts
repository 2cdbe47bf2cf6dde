import { type Clock, isSame } from '@paraph/kernel';
import type { BoundCertificate } from '../records/record-kinds.js';
import type { CertificateReader } from '../x509/certificate-reader.js';
import type { TrustedAuthorities } from '../x509/trusted-authorities.js';
import { judgeCrl } from './judge-crl.js';
import { judgeOcsp } from './judge-ocsp.js';
import type { ProofVerdict } from './proof-question.js';

/** What an authority says with its signature of what it issued. */
export type ProofKind = 'crl' | 'ocsp';

/** Judges whether a bound certificate was revoked by its issuer, by the keys that are pinned here. */
export class ProofJudge {
  constructor(
    private readonly trusted: TrustedAuthorities,
    private readonly reader: CertificateReader,
    private readonly clock: Clock,
  ) {}

  async judge({ issuer: bound, serialNumber, validFrom }: BoundCertificate, kind: ProofKind, statement: Uint8Array): Promise<ProofVerdict> {
    // What the embedded authority revokes, the SAM revokes itself: nobody brings it a proof of that.
    if (!bound) return { flaw: 'the embedded authority issued the certificate' };
    const { issuers = [] } = this.trusted.find(bound.authority) ?? {};
    const issuer = issuers.find(({ keyDigest }) => keyDigest === bound.keyDigest);
    if (!issuer) return { flaw: 'the issuer of the certificate is no longer pinned' };
    const namesakes = issuers.filter(({ encodedName }) => isSame(encodedName, issuer.encodedName));
    const question = { serialNumber, issuer, namesakes, validFrom: new Date(validFrom), now: this.clock.now() };
    return kind === 'crl' ? judgeCrl(statement, question) : judgeOcsp(statement, question, this.reader);
  }
}
