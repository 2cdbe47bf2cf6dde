import type { Clock } from '@paraph/kernel';
import { Overtaken, type LifecycleEvent } from '../src/domain/credential-store.js';
import { RenewalStore } from '../src/domain/renewals/renewal-store.js';
import type { Renewal } from '../src/domain/renewals/renewal.js';

/** Renewals in memory, with the facts of the port's suite. */
export class MemoryRenewalStore extends RenewalStore {
  readonly events: LifecycleEvent[] = [];
  readonly #renewals = new Map<string, { readonly renewal: Renewal; readonly touchedAt: Date }>();
  /** Thrown instead of writing, once, by the write that makes this state. */
  failWhenWriting: { readonly state: Renewal['state']; readonly failure: Error } | undefined;

  constructor(private readonly clock: Clock) {
    super();
  }

  override async add(renewal: Renewal, event: LifecycleEvent): Promise<void> {
    this.#write(renewal, event);
  }

  override async save(renewal: Renewal, event?: LifecycleEvent): Promise<Renewal> {
    if (this.#renewals.get(renewal.enrolmentId)?.renewal.version !== renewal.version) throw new Overtaken();
    return this.#write({ ...renewal, version: renewal.version + 1 }, event);
  }

  override async find(enrolmentId: string): Promise<Renewal | undefined> {
    return this.#renewals.get(enrolmentId)?.renewal;
  }

  override async leftBehind(before: Date): Promise<readonly Renewal[]> {
    return [...this.#renewals.values()].filter(({ renewal, touchedAt }) => touchedAt < before && isOnItsWay(renewal, before)).map(({ renewal }) => renewal);
  }

  #write(renewal: Renewal, event: LifecycleEvent | undefined): Renewal {
    const { failWhenWriting: planned } = this;
    if (planned?.state === renewal.state) {
      this.failWhenWriting = undefined;
      throw planned.failure;
    }
    this.#renewals.set(renewal.enrolmentId, { renewal, touchedAt: this.clock.now() });
    if (event !== undefined) this.events.push(event);
    return renewal;
  }
}

function isOnItsWay({ state, completion, expiresAt }: Renewal, before: Date): boolean {
  if (state === 'open') return completion !== undefined || expiresAt < before;
  return state === 'accepted' || state === 'certified';
}
