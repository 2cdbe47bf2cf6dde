import type { describeBinding, ReplyOf } from '@paraph/contracts';
import type { Acceptance, Credential, Enrolment, Validity } from './credential.js';

/** What the SAM's own record says of a credential, as far as this service follows it. */
export type ModuleState = ReplyOf<typeof describeBinding>['state'];

/** Who wants a credential stopped, and why. */
export interface Suspension {
  readonly requestedBy: 'signer' | 'operator' | 'authority';
  readonly reason: string;
}

/** The SAM, as far as it makes, binds, stops and destroys keys. */
export abstract class SignatureModule {
  /** Makes the key. @throws ServiceError `algorithm.unsupported`, `evidence.provider_unknown`, `client.unknown`, `hsm.unavailable`, `hsm.refused` */
  abstract openEnrolment(credential: Credential): Promise<Enrolment>;

  /** @throws ServiceError `evidence.missing`, `evidence.invalid`, `enrolment.unknown`, `enrolment.state`, `enrolment.expired`, `hsm.unavailable`, `hsm.refused` */
  abstract accept(enrolmentId: string, idToken: string): Promise<Acceptance>;

  /** Repeating it answers the same. @throws ServiceError `credential.certificate_mismatch`, `enrolment.unknown`, `enrolment.state`, `hsm.unavailable` */
  abstract bind(credentialId: string, certificate: string): Promise<Validity>;

  /** Ends well also if there is no such key (any more). Takes its own time, however late the work at hand is. */
  abstract destroyKey(credentialId: string): Promise<void>;

  /**
   * Destroys the key of a credential that could sign, and has its certificate revoked, on a change that its signer approved. Repeating it
   * changes nothing.
   *
   * @throws ServiceError `credential.unknown`, `credential.state`, `change.unknown`, `change.state`, `change.expired`, `hsm.unavailable`
   */
  abstract destroyByDecision(credentialId: string, changeId: string): Promise<void>;

  /** Stops the credential; repeating it changes nothing. @throws ServiceError `credential.unknown`, `credential.state`, `hsm.unavailable`, `record.tampered` */
  abstract suspend(credentialId: string, suspension: Suspension): Promise<void>;

  /** What the SAM's record says now. @throws ServiceError `credential.unknown`, `hsm.unavailable`, `record.tampered` */
  abstract stateOf(credentialId: string): Promise<ModuleState>;
}
