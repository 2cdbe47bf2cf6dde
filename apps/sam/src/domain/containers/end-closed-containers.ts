import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { CredentialEnds } from '../changes/destroy-credential.js';
import { endWithoutSigner } from '../changes/end-without-signer.js';
import type { LookThroughKeys } from '../destruction/look-through-keys.js';
import type { DestroyKey } from '../enrolment/destroy-key.js';
import type { Enrolments } from '../enrolment/enrolments.js';
import type { Transactions } from '../ports/transactions.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { ContainedKeys } from './contained-keys.js';
import { LeftAlone } from './left-alone.js';

/** Keys that are looked at in one go. */
const PAGE = 100;
/** How often an end is tried again when something else was written first. */
const TRIES = 5;

/** Where keys are looked for, and the ways in which one ends that does not sign. */
export interface KeysOfContainers {
  readonly contained: ContainedKeys;
  readonly enrolments: Enrolments;
  readonly unused: DestroyKey;
  readonly orphans: LookThroughKeys;
}

/**
 * Destroys the keys of containers that a quorum closed (KEY-06), each in a transaction of its own with its record and its certificate. It asks what is
 * left, so that it may be cut off anywhere: what was being enrolled when the container was closed, or came back with a backup, goes as well.
 */
export class EndClosedContainers {
  /** Keys behind something that nobody believes. */
  private readonly edited: LeftAlone;

  constructor(
    private readonly keys: KeysOfContainers,
    readonly records: TrustRecords,
    readonly ends: CredentialEnds,
    readonly transactions: Transactions,
    clock: Clock,
  ) {
    this.edited = new LeftAlone(clock);
  }

  /** Repeating it changes nothing. Answers how many keys it ended. @throws `hsm.unavailable`; what is not what was written is left alone, with an event */
  async run(stopped: () => boolean = () => false): Promise<number> {
    let count = 0;
    for (let after: string | undefined = ''; after !== undefined && !stopped();) {
      const page: readonly string[] = await this.keys.contained.leftInClosed(after, PAGE);
      for (const keyId of page) {
        if (stopped()) return count;
        if (await this.end(keyId)) count += 1;
      }
      after = page.at(-1);
    }
    return count;
  }

  private async end(keyId: string): Promise<boolean> {
    if (this.edited.has(keyId)) return false;
    for (let attempt = 1; ; attempt += 1)
      try {
        return await this.endOnce(keyId);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        if (error.code === 'record.tampered') {
          this.edited.add(keyId);
          return false;
        }
        // A change, a binding or another replica's end at this moment: the decision stands, over what is there now.
        const isOvertaken = error.code === 'request.duplicate' || error.code === 'credential.state';
        if (!isOvertaken || attempt === TRIES) throw error;
      }
  }

  private async endOnce(keyId: string): Promise<boolean> {
    // 1. The SAM's own enrolment made this key for a container, and the container is closed by its own record.
    const enrolment = await this.keys.enrolments.ofKey(keyId);
    const { credentialId, containerId } = enrolment?.draft ?? {};
    const container = containerId === undefined ? undefined : await this.records.find('container', containerId);
    if (!enrolment || credentialId === undefined || container?.body.state !== 'closed') return false;

    // 2. One that could sign ends with its record and its certificate; one that never did as its enrolment; one that was ended before ends again.
    const binding = await this.records.find('binding', credentialId);
    const couldSign = binding?.body.keyId === keyId && (binding.body.state === 'active' || binding.body.state === 'suspended');
    if (couldSign) await endWithoutSigner(this, binding, { state: 'destroyed', cause: 'container-closed' });
    else if (enrolment.state === 'open' || enrolment.state === 'accepted') await this.keys.unused.run(credentialId);
    else return (await this.keys.orphans.destroyOrphan(keyId)) === 'destroyed';
    return true;
  }
}
