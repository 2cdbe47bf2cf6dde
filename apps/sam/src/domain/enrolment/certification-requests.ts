import { ServiceError } from '@paraph/contracts';
import { toBase64 } from '@paraph/kernel';
import type { KeyStore } from '../keys/key-store.js';
import { signerSubject } from '../x509/signer-subject.js';
import type { X509Composer } from '../x509/x509-composer.js';
import type { EnrolmentDraft } from './enrolment.js';
import type { ProvenSigner } from './enrolment-proof.js';

/** Requests for certificates, each signed by the key it names: proof of possession (KEY-03). */
export class CertificationRequests {
  constructor(
    private readonly keys: KeyStore,
    private readonly composer: X509Composer,
  ) {}

  /** PKCS#10, DER. @throws HeldElsewhere; `session.over`, `enrolment.state`, `hsm.unavailable`, `hsm.refused`, `record.tampered` */
  async compose({ credentialId, keyId, algorithm, publicKey: expected, session }: EnrolmentDraft, { person, attributes }: ProvenSigner): Promise<Uint8Array> {
    this.keys.demand({ credentialId, keyId, heldBy: session?.heldBy });
    const publicKey = await this.keys.publicKey(keyId);
    if (!publicKey || toBase64(publicKey) !== expected) throw new ServiceError('enrolment.state', 'the key of this enrolment is gone');
    const sign = (toBeSigned: Uint8Array) => this.keys.signCertificationRequest(keyId, toBeSigned);
    return this.composer.certificationRequest({ subject: signerSubject(attributes, person), publicKey }, { algorithm, publicKey, sign });
  }
}
