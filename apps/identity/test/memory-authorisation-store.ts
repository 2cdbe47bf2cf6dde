import type { Authorisation } from '../src/domain/authorisations/authorisation.js';
import { AuthorisationStore, type Approval, type Preparation } from '../src/domain/ports/authorisation-store.js';
import type { IdentityEvent } from '../src/domain/ports/events.js';

/** Authorisations in memory, with the events that came with their moves. */
export class MemoryAuthorisationStore extends AuthorisationStore {
  readonly events: IdentityEvent[] = [];
  readonly #all = new Map<string, Authorisation>();

  override async open(authorisation: Authorisation, event: IdentityEvent): Promise<void> {
    this.#all.set(authorisation.id, authorisation);
    this.events.push(event);
  }

  override async ofInteraction(interactionDigest: string): Promise<Authorisation | undefined> {
    return [...this.#all.values()].findLast((one) => one.interactionDigest === interactionDigest);
  }

  override async ofReference(reference: string): Promise<Authorisation | undefined> {
    return [...this.#all.values()].find((one) => [one.activationId, one.changeId, one.enrolmentId].includes(reference));
  }

  override async ofGrant(grantId: string): Promise<Authorisation | undefined> {
    return [...this.#all.values()].find((one) => one.grantId === grantId);
  }

  override async claim(id: string): Promise<boolean> {
    return this.move(id, ['open'], { state: 'collecting' });
  }

  override async release(id: string): Promise<void> {
    this.move(id, ['collecting'], { state: 'open' });
  }

  override async prepare(id: string, prepared: Preparation): Promise<boolean> {
    return this.move(id, ['collecting'], { state: 'open', ...prepared });
  }

  override async approve(id: string, approval: Approval): Promise<boolean> {
    return this.move(id, ['collecting'], { state: 'approved', ...approval });
  }

  override async end(id: string, event?: IdentityEvent): Promise<boolean> {
    const moved = this.move(id, ['open', 'collecting', 'approved'], { state: 'ended' });
    if (moved && event !== undefined) this.events.push(event);
    return moved;
  }

  private move(id: string, from: readonly Authorisation['state'][], change: Partial<Authorisation>): boolean {
    const one = this.#all.get(id);
    if (one === undefined || !from.includes(one.state)) return false;
    this.#all.set(id, { ...one, ...change });
    return true;
  }
}
