import { ServiceError } from '@paraph/contracts';
import type { AuthorityStates, HeldState } from '../authority-state/authority-states.js';
import type { Transaction } from '../ports/transactions.js';
import { Reason } from '../refusals.js';
import { giveBack, take, type ContainerAllowance, type ContainerDay } from './container-day.js';

type HeldDay = HeldState<'container-day'>;

/** Days of containers whose rows a transaction holds: what its requests take, one after the other. */
export class HeldDays {
  private readonly counts = new Map<string, ContainerDay | undefined>();

  constructor(private readonly held: ReadonlyMap<string, HeldDay>) {
    for (const [containerId, { body }] of held) this.counts.set(containerId, body);
  }

  /** The same as it was found: a group that is decided anew begins with it. */
  afresh(): HeldDays {
    return new HeldDays(this.held);
  }

  /** @throws `container.limit` if the day has not so many left */
  take(allowance: ContainerAllowance | undefined, places: number): void {
    if (!allowance) return;
    const { containerId } = allowance;
    if (!this.held.has(containerId)) throw new Error('a container is counted without its lock');
    const count = take(this.counts.get(containerId), allowance, places);
    if (!count) throw noneLeft();
    this.counts.set(containerId, count);
  }

  giveBack({ containerId, day }: Pick<ContainerAllowance, 'containerId' | 'day'>, places: number): void {
    if (places > 0) this.counts.set(containerId, giveBack(this.counts.get(containerId), day, places));
  }

  /** Writes the days that were counted on. */
  async write(): Promise<void> {
    for (const [containerId, state] of this.held) {
      const count = this.counts.get(containerId);
      if (count && count !== state.body) await state.replace(count);
    }
  }
}

/**
 * What containers took of their days: states under MACs with a version that the journal knows for ever, so that neither another replica nor
 * a database that puts a row back gives a day twice.
 */
export class ContainerDays {
  constructor(private readonly states: AuthorityStates) {}

  /** Locks the days of these containers until the transaction ends; always behind the activations. @throws `record.tampered` */
  async lock(transaction: Transaction, containerIds: readonly (string | undefined)[]): Promise<HeldDays> {
    const held = new Map<string, HeldDay>();
    const wanted = new Set(containerIds.filter((id) => id !== undefined));
    for (const id of [...wanted].sort()) held.set(id, await this.states.lock(transaction, 'container-day', id));
    return new HeldDays(held);
  }

  /** What was taken so far, for whoever changes nothing. @throws `record.tampered` */
  find(containerId: string): Promise<ContainerDay | undefined> {
    return this.states.find('container-day', containerId);
  }
}

/** The day has not so many signatures left. */
export function noneLeft(): ServiceError {
  return new ServiceError('container.limit', 'the container’s signatures of this day are used up', { cause: new Reason('count of the day') });
}
