import { ServiceError, type EventRecord } from '@paraph/contracts';
import { isOfOneSession, type Credential } from './credential.js';

/** An event of this service. */
export type LifecycleEvent = EventRecord<'key-lifecycle'>;

/** The credential was changed by somebody else since it was read: whoever changed it goes on with it. */
export class Overtaken extends ServiceError {
  constructor() {
    super('enrolment.state', 'the credential is in other hands');
  }
}

/** Which credentials of a signer. */
export interface Holder {
  readonly signerId: string;
  readonly subscriberId: string;
}

/** A slow authority keeps nobody waiting but those it certifies: they are swept by themselves. */
export type Lane = 'prompt' | 'pending';

/** Where credentials are kept. A change and its event are one transaction. */
export abstract class CredentialStore {
  abstract add(credential: Credential, event: LifecycleEvent): Promise<void>;

  /**
   * Writes a change over the version it was made from; answers it with its new version.
   *
   * @throws Overtaken
   */
  abstract save(credential: Credential, event?: LifecycleEvent): Promise<Credential>;

  abstract find(credentialId: string): Promise<Credential | undefined>;
  abstract findByEnrolment(enrolmentId: string): Promise<Credential | undefined>;

  /** Those that were active once and are not destroyed, oldest first. */
  abstract certifiedOf(holder: Holder): Promise<readonly Credential[]>;

  /**
   * Of one lane: those that wait for their authority, or all others that are on their way. Those on their way, or about to be destroyed, that nobody has touched since `before`, those whose enrolment ended before then, and
   * held ones that nobody claimed by then.
   */
  abstract leftBehind(before: Date, lane: Lane): Promise<readonly Credential[]>;

  /**
   * Takes those of one session, not known to have ended, that nobody has touched since `before`: a batch at most, oldest first. They are touched by that, so
   * that of several processes each gets others.
   */
  abstract takeInSession(before: Date): Promise<readonly Credential[]>;

  /** In containers that are closed, not known to be destroyed, that nobody has touched since `before`; oldest first, a batch at most. */
  abstract inClosedContainers(before: Date): Promise<readonly Credential[]>;

  /** Ended ones whose authority was not told yet, and that nobody has touched since `before`. */
  abstract revocationsDue(before: Date): Promise<readonly Credential[]>;
}

/**
 * Writes down a step on the way to an active credential, from which another process could go on. Of a one-session credential nothing is gone on with later,
 * since its client waits here and now: its steps are written with the last, and what is interrupted before that is ended.
 */
export async function noted(store: CredentialStore, credential: Credential): Promise<Credential> {
  return isOfOneSession(credential) ? credential : store.save(credential);
}
