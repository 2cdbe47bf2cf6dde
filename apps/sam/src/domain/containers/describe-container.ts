import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import { dayOf, takenOn } from './container-day.js';
import type { ContainerDays } from './container-days.js';

/** A container, and what its orders took of the day. */
export interface DescribedContainer {
  readonly record: TrustRecord<'container'>;
  readonly today: { readonly day: string; readonly taken: number };
  readonly readAt: Date;
}

/** Says what the SAM's own record has of a container. */
export class DescribeContainer {
  constructor(
    private readonly records: TrustRecords,
    private readonly days: ContainerDays,
    private readonly clock: Clock,
  ) {}

  /** @throws `container.unknown`, `record.tampered`, `clock.unreliable`, `hsm.unavailable` */
  async run(containerId: string): Promise<DescribedContainer> {
    const record = await this.records.find('container', containerId);
    if (!record) throw new ServiceError('container.unknown', 'no container has this identifier');
    const readAt = this.clock.now();
    const day = dayOf(readAt);
    return { record, today: { day, taken: takenOn(await this.days.find(containerId), day) }, readAt };
  }
}
