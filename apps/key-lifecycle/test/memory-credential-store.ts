import type { Clock } from '@paraph/kernel';
import type { ContainerState } from '../src/domain/containers/container.js';
import { isOfOneSession, isUnclaimed, type Credential } from '../src/domain/credential.js';
import { CredentialStore, Overtaken, type Holder, type Lane, type LifecycleEvent } from '../src/domain/credential-store.js';
import { describableStates } from '../src/domain/description.js';

/** Credentials in memory, with the facts of the port's suite. */
export class MemoryCredentialStore extends CredentialStore {
  readonly events: LifecycleEvent[] = [];
  readonly #credentials = new Map<string, { readonly credential: Credential; readonly touchedAt: Date }>();
  /** Thrown instead of writing, once, by the write that makes this state. */
  failWhenWriting: { readonly state: Credential['state']; readonly failure: Error } | undefined;

  /** What stands in the rows of containers, by their identifiers. */
  readonly containers = new Map<string, ContainerState>();

  constructor(private readonly clock: Clock) {
    super();
  }

  override async add(credential: Credential, event: LifecycleEvent): Promise<void> {
    this.#write(credential, event);
  }

  override async save(credential: Credential, event?: LifecycleEvent): Promise<Credential> {
    if (this.#credentials.get(credential.credentialId)?.credential.version !== credential.version) throw new Overtaken();
    return this.#write({ ...credential, version: credential.version + 1 }, event);
  }

  override async find(credentialId: string): Promise<Credential | undefined> {
    return this.all().find((one) => one.credentialId === credentialId);
  }

  override async findByEnrolment(enrolmentId: string): Promise<Credential | undefined> {
    return this.all().find((one) => one.enrolment?.enrolmentId === enrolmentId);
  }

  override async certifiedOf({ signerId, subscriberId }: Holder): Promise<readonly Credential[]> {
    return this.all()
      .filter((one) => one.signerId === signerId && one.subscriberId === subscriberId && describableStates.includes(one.state))
      .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.credentialId < b.credentialId ? -1 : 1));
  }

  override async leftBehind(before: Date, lane: Lane): Promise<readonly Credential[]> {
    return [...this.#credentials.values()]
      .filter(({ credential, touchedAt }) => touchedAt < before && laneOf(credential) === lane && isOnItsWay(credential, before))
      .map(({ credential }) => credential);
  }

  override async takeInSession(before: Date): Promise<readonly Credential[]> {
    return [...this.#credentials.values()]
      .filter(({ credential, touchedAt }) => touchedAt < before && isOfOneSession(credential) && ['active', 'suspended'].includes(credential.state))
      .map(({ credential }) => this.#write({ ...credential, version: credential.version + 1 }, undefined));
  }

  override async inClosedContainers(before: Date): Promise<readonly Credential[]> {
    return [...this.#credentials.values()]
      .filter(({ credential, touchedAt }) => touchedAt < before && credential.state !== 'destroyed')
      .map(({ credential }) => this.#withContainer(credential))
      .filter(({ containerState }) => containerState === 'closed');
  }

  override async revocationsDue(before: Date): Promise<readonly Credential[]> {
    return [...this.#credentials.values()]
      .filter(
        ({ credential, touchedAt }) => touchedAt < before && credential.revocationDue !== undefined && ['revoked', 'destroyed'].includes(credential.state),
      )
      .map(({ credential }) => credential);
  }

  all(): Credential[] {
    return [...this.#credentials.values()].map(({ credential }) => this.#withContainer(credential));
  }

  #withContainer({ containerState: _state, ...credential }: Credential): Credential {
    const containerState = credential.containerId === undefined ? undefined : this.containers.get(credential.containerId);
    return { ...credential, ...(containerState && { containerState }) };
  }

  #write(credential: Credential, event: LifecycleEvent | undefined): Credential {
    const { failWhenWriting: planned } = this;
    if (planned?.state === credential.state) {
      this.failWhenWriting = undefined;
      throw planned.failure;
    }
    this.#credentials.set(credential.credentialId, { credential, touchedAt: this.clock.now() });
    if (event !== undefined) this.events.push(event);
    return credential;
  }
}

function laneOf({ state, pendingSince }: Credential): Lane {
  return state === 'keyed' && pendingSince !== undefined ? 'pending' : 'prompt';
}

function isOnItsWay(credential: Credential, before: Date): boolean {
  const { state, completion, enrolment, claimableUntil, deletionChangeId } = credential;
  if (deletionChangeId !== undefined && state !== 'destroyed') return true;
  if (state === 'certified' && isUnclaimed(credential)) return claimableUntil !== undefined && claimableUntil < before;
  if (state === 'keyed') return completion !== undefined || (enrolment !== undefined && enrolment.expiresAt < before);
  return state === 'requested' || state === 'certified' || state === 'destroying';
}
