import type { Acceptance, Credential, Enrolment, Validity } from './credential.js';

/** The SAM, as far as it makes, binds and destroys keys. */
export abstract class SignatureModule {
  /** Makes the key. @throws ServiceError `algorithm.unsupported`, `evidence.provider_unknown`, `hsm.unavailable`, `hsm.refused` */
  abstract openEnrolment(credential: Credential): Promise<Enrolment>;

  /** @throws ServiceError `evidence.invalid`, `enrolment.unknown`, `enrolment.state`, `enrolment.expired`, `hsm.unavailable`, `hsm.refused` */
  abstract accept(enrolmentId: string, idToken: string): Promise<Acceptance>;

  /** Repeating it answers the same. @throws ServiceError `credential.certificate_mismatch`, `enrolment.unknown`, `enrolment.state`, `hsm.unavailable` */
  abstract bind(credentialId: string, certificate: string): Promise<Validity>;

  /** Ends well also if there is no such key (any more). Takes its own time, however late the work at hand is. */
  abstract destroyKey(credentialId: string): Promise<void>;
}
