import type { LifecycleEvent } from '../credential-store.js';
import type { Renewal } from './renewal.js';

/** Where renewals are kept. A change and its event are one transaction. */
export abstract class RenewalStore {
  abstract add(renewal: Renewal, event: LifecycleEvent): Promise<void>;

  /** Writes a change over the version it was made from; answers it with its new version. @throws Overtaken */
  abstract save(renewal: Renewal, event?: LifecycleEvent): Promise<Renewal>;

  abstract find(enrolmentId: string): Promise<Renewal | undefined>;

  /** Those on their way that nobody has touched since `before`, and those whose signer has not answered in time. */
  abstract leftBehind(before: Date): Promise<readonly Renewal[]>;
}
