import { protectMessage, ServiceError } from '@paraph/contracts';
import { fromBase64, toBase64 } from '@paraph/kernel';
import type { Bus } from '@paraph/platform';
import { X509Certificate } from 'node:crypto';
import { partsOfCertificate } from '../codec/certificate-parts.js';
import { directoryName } from '../codec/der.js';
import type { ReadMessage } from '../codec/pki-message.js';
import { algorithmIdentifier } from './algorithm.js';
import { whyNotAnswering } from './answering-certificate.js';
import { MessageProtection, type Seal } from './message-protection.js';
import { isSignedBy } from './signature-algorithms.js';
import { subjectKeyIdentifier } from './subject-key-identifier.js';

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';

/** Certificates that the signatures of both sides go by, DER. */
export interface SignatureCertificates {
  /** Of the registration key in the SAM, with its intermediates. */
  readonly own: readonly Uint8Array[];
  /** Pinned: whoever signs answers is one of them, or is certified by one for just that. */
  readonly answering: readonly Uint8Array[];
}

/**
 * Signatures (RFC 9810 section 5.1.3.3). Ours are made in the SAM, with a key that leaves it never: it reads what it signs and refuses what its
 * own records do not ask for, so that this process alone can have nothing certified and nothing revoked.
 */
export class SignatureProtection extends MessageProtection {
  override readonly sender: Uint8Array;
  override readonly recipient: Uint8Array;
  override readonly senderKid: Uint8Array<ArrayBuffer> | undefined;
  override readonly certificates: readonly Uint8Array[];
  private readonly answering: readonly X509Certificate[];

  constructor(
    { own, answering }: SignatureCertificates,
    private readonly sam: Pick<Bus, 'call'>,
  ) {
    super();
    const [[ours], [theirs]] = [own, answering];
    if (!ours || !theirs) throw new Error('the certificates of both sides are needed');
    this.sender = partsOfCertificate(ours).subject;
    this.recipient = partsOfCertificate(theirs).subject;
    this.senderKid = subjectKeyIdentifier(ours);
    this.certificates = own;
    this.answering = answering.map((der) => new X509Certificate(der));
  }

  override begin(): Seal {
    return {
      algorithm: algorithmIdentifier(ECDSA_WITH_SHA256),
      over: async (protectedPart, concern) => {
        const { credentialId, certificate } = concern ?? {};
        const about = { ...(credentialId !== undefined && { credentialId }), ...(certificate && { certificate: toBase64(certificate) }) };
        const { signature } = await this.sam.call(protectMessage, { protectedPart: toBase64(protectedPart), ...about }).catch(refuse);
        const decoded = fromBase64(signature);
        if (!decoded) throw new Error('the reply is not Base64');
        return decoded;
      },
    };
  }

  override async whyUnproven({ header, protectedPart, protection, extraCertificates }: ReadMessage): Promise<string | undefined> {
    if (!protection || !header.protectionAlg) return 'it is not protected';
    const others = extraCertificates.map((der) => new X509Certificate(der));
    const signed = { algorithm: header.protectionAlg, bytes: protectedPart, signature: protection };
    const signer = [...this.answering, ...others].find((one) => isSignedBy(one.publicKey, signed));
    if (!signer) return 'its signature is by no certificate that is known or came along';
    // RFC 9483 section 3.2: the sender is the subject of the certificate that protects.
    if (!Buffer.from(header.sender).equals(directoryName(partsOfCertificate(signer.raw).subject))) return 'its sender is not whom its signature is by';
    return whyNotAnswering(signer, { pinned: this.answering, others, at: new Date() });
  }
}

/** What the SAM's records do not allow is no more certified than what an authority refuses. */
function refuse(error: unknown): never {
  if (error instanceof ServiceError && (error.code === 'protection.refused' || error.code === 'credential.state'))
    throw new ServiceError('certificate.refused', `the SAM does not sign the request: ${error.detail}`, { cause: error });
  throw error;
}
