import { ServiceError } from '@paraph/contracts';
import type { Transactions } from '../ports/transactions.js';
import { storableText } from '../readable-text.js';
import type { ContainerRecord, TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { Refusals } from '../refusals.js';

/** Who wants a container stopped, and why. */
export interface ContainerStop {
  readonly containerId: string;
  readonly by: { readonly kind: 'customer'; readonly clientId: string } | { readonly kind: 'operator' };
  readonly reason: string;
}

/** How often a stop is tried again when something else was written first. */
const TRIES = 5;

/** Stops a container on its customer's or an operator's word: stopping is cheap, and only a quorum has it go on. */
export class SuspendContainer {
  constructor(
    private readonly records: TrustRecords,
    private readonly transactions: Transactions,
    private readonly refusals: Refusals,
  ) {}

  /** Repeating it changes nothing. @throws `container.unknown`, `container.state`, `hsm.unavailable`, `record.tampered` */
  run(stop: ContainerStop): Promise<ContainerRecord['state']> {
    const { containerId, by } = stop;
    const actor = by.kind === 'customer' ? ({ kind: 'client', id: by.clientId } as const) : ({ kind: 'system', id: 'key-lifecycle' } as const);
    return this.refusals.recorded({ type: 'container-refused', actor, particulars: { containerId } }, async () => {
      for (let attempt = 1; ; attempt += 1) {
        const record = await this.records.find('container', containerId);
        // Another customer's container is as unknown as one that does not exist.
        const isTheirs = by.kind === 'operator' || record?.body.clientId === by.clientId;
        if (!record || !isTheirs) throw new ServiceError('container.unknown', 'no such container');
        const { state } = record.body;
        if (state === 'suspended') return state;
        if (state !== 'open') throw new ServiceError('container.state', `a container that is ${state} cannot be suspended`);
        try {
          await this.suspend(record, stop, actor);
          return 'suspended';
        } catch (error) {
          if (!(error instanceof ServiceError) || error.code !== 'request.duplicate' || attempt === TRIES) throw error;
        }
      }
    });
  }

  private async suspend(
    record: TrustRecord<'container'>,
    { by, reason }: ContainerStop,
    actor: { readonly kind: 'client' | 'system'; readonly id: string },
  ): Promise<void> {
    const { id: containerId, body } = record;
    const sealed = await this.records.sealNext(record, { ...body, state: 'suspended' });
    await this.transactions.run(async (transaction) => {
      await this.records.write(transaction, sealed);
      transaction.record({
        type: 'container-suspended',
        actor,
        outcome: 'success',
        recipient: body.clientId,
        cause: by.kind,
        particulars: { containerId, subscriberId: body.subscriberId, reason: storableText(reason) },
      });
    });
  }
}
