import type { describeBinding, openEnrolment, ReplyOf, RequestOf } from '@paraph/contracts';
import type { RenewalKind } from './renewals/renewal.js';
import type { Acceptance, Credential, Enrolment, OpenedEnrolment, Validity } from './credential.js';

/** What the SAM's own record says of a credential, as far as this service follows it. */
export type ModuleState = ReplyOf<typeof describeBinding>['state'];

/** What a one-session credential is made for: the client and the documents. It is the SAM's to keep; here it only passes. */
export type SessionOrder = NonNullable<RequestOf<typeof openEnrolment>['session']>;

/** What a binding brings: the certificate's validity and, for a one-session credential, the activation that its enrolment's evidence completed. */
export interface Bound {
  readonly validity: Validity;
  readonly activationId?: string;
}

/** Who wants a credential stopped, and why. */
export interface Suspension {
  readonly requestedBy: 'signer' | 'operator' | 'authority';
  readonly reason: string;
}

/** The SAM, as far as it makes, binds, stops and destroys keys. */
export abstract class SignatureModule {
  /** Makes the key. @throws ServiceError `algorithm.unsupported`, `evidence.provider_unknown`, `client.unknown`, `pool.empty`, `hsm.unavailable`, `hsm.refused` */
  abstract openEnrolment(credential: Credential, session?: SessionOrder): Promise<OpenedEnrolment>;

  /** Has the present key certified again. @throws ServiceError `credential.unknown`, `credential.state`, `request.invalid`, `algorithm.unsupported`, `hsm.unavailable` */
  abstract openRenewal(credential: Credential, kind: RenewalKind): Promise<Enrolment>;

  /** @throws ServiceError `evidence.missing`, `evidence.invalid`, `enrolment.unknown`, `enrolment.state`, `enrolment.expired`, `hsm.unavailable`, `hsm.refused` */
  abstract accept(enrolmentId: string, idToken: string): Promise<Acceptance>;

  /** Repeating it answers the same. @throws ServiceError `credential.certificate_mismatch`, `session.over`, `enrolment.unknown`, `enrolment.state`, `hsm.unavailable` */
  abstract bind(credentialId: string, certificate: string): Promise<Bound>;

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

  /** The same of as many as are followed at once; those it does not know are missing. @throws ServiceError `hsm.unavailable`, `record.tampered` of any of them */
  abstract statesOf(credentialIds: readonly string[]): Promise<ReadonlyMap<string, ModuleState>>;
}
