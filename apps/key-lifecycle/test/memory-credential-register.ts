import type { Credential } from '../src/domain/credential.js';
import { Overtaken, type LifecycleEvent } from '../src/domain/credential-store.js';
import { CredentialRegister, type OverCredential, type Place, type Reconciliation } from '../src/domain/endings/credential-register.js';
import type { MemoryCredentialStore } from './memory-credential-store.js';

const live = ['active', 'suspended', 'expired'];

/** All credentials of a store in memory. */
export class MemoryCredentialRegister extends CredentialRegister {
  readonly reconciliations: Reconciliation[] = [];

  constructor(private readonly store: MemoryCredentialStore) {
    super();
  }

  override async over(by: Date, after: Place | undefined, limit: number): Promise<readonly OverCredential[]> {
    return this.store
      .all()
      .flatMap((credential) => {
        const { validity, state, credentialId } = credential;
        return validity && live.includes(state) && validity.to < by ? [{ credential, place: { validTo: validity.to, credentialId } }] : [];
      })
      .filter(({ place }) => after === undefined || inOrder(after, place) < 0)
      .toSorted((one, other) => inOrder(one.place, other.place))
      .slice(0, limit);
  }

  override async end(ended: readonly { readonly credential: Credential; readonly events: readonly LifecycleEvent[] }[]): Promise<readonly string[]> {
    const written: string[] = [];
    for (const { credential, events } of ended)
      try {
        await this.store.save(credential);
        this.store.events.push(...events);
        written.push(credential.credentialId);
      } catch (error) {
        if (!(error instanceof Overtaken)) throw error;
      }
    return written;
  }

  override async byIds(credentialIds: readonly string[]): Promise<readonly Credential[]> {
    return this.store.all().filter(({ credentialId }) => credentialIds.includes(credentialId));
  }

  override async withKey(_before: Date, after: string, limit: number): Promise<readonly Credential[]> {
    return this.store
      .all()
      .filter(({ state, credentialId }) => ['keyed', 'certified', ...live].includes(state) && credentialId > after)
      .toSorted((one, other) => (one.credentialId < other.credentialId ? -1 : 1))
      .slice(0, limit);
  }

  override async record(event: LifecycleEvent): Promise<void> {
    this.store.events.push(event);
  }

  override async keepReconciliation(done: Reconciliation, event: LifecycleEvent): Promise<void> {
    this.reconciliations.push(done);
    this.store.events.push(event);
  }

  override async lastReconciliation(): Promise<Reconciliation | undefined> {
    return this.reconciliations.at(-1);
  }
}

function inOrder(one: Place, other: Place): number {
  return one.validTo.getTime() - other.validTo.getTime() || (one.credentialId < other.credentialId ? -1 : Number(one.credentialId > other.credentialId));
}
