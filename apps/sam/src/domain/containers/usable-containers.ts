import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { BindingRecord, TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import { Reason } from '../refusals.js';
import { dayOf, type ContainerAllowance } from './container-day.js';
import { isWithin } from './container-limits.js';

/** Who wants to use a container's key, and for digests of which algorithm; none, where no digest is named yet. */
export interface ContainerUse {
  readonly clientId: string;
  readonly digestOid?: string | undefined;
}

/** A container whose keys may sign now. */
export interface UsableContainer {
  readonly record: TrustRecord<'container'>;
  readonly allowance: ContainerAllowance;
}

/**
 * Judges whether a container's keys sign now (SEA-01): it is open, it is this client's, and its policy has this hour and this digest
 * algorithm. What is left of the day, only the ledger knows. Days and hours are those of the clock that decides.
 */
export class UsableContainers {
  constructor(
    private readonly records: TrustRecords,
    private readonly clock: Clock,
  ) {}

  /**
   * The container of a credential that is in one.
   *
   * @throws `credential.unknown` to any client but the container's, `container.state`, `container.limit`, `record.tampered`, `clock.unreliable`
   */
  async of(binding: Pick<BindingRecord, 'containerId' | 'subscriberId'>, use: ContainerUse): Promise<UsableContainer | undefined> {
    const { containerId, subscriberId } = binding;
    if (containerId === undefined) return undefined;
    const record = await this.records.find('container', containerId);
    if (!record) throw new ServiceError('container.state', 'the container is not there', { cause: new Reason('no record of the container') });
    // A credential of somebody else's container is as unknown as one that does not exist.
    if (record.body.clientId !== use.clientId || record.body.subscriberId !== subscriberId) throw new ServiceError('credential.unknown', 'no such credential');
    if (record.body.state !== 'open') throw new ServiceError('container.state', `the container is ${record.body.state}`);
    return { record, allowance: this.allowance(record, use) };
  }

  private allowance({ id, body: { limits } }: TrustRecord<'container'>, { digestOid }: ContainerUse): ContainerAllowance {
    const now = this.clock.now();
    const { perDay, hours, digestAlgorithms } = limits;
    if (hours && !isWithin(hours, now)) throw new ServiceError('container.limit', 'the container signs at other hours', { cause: new Reason('hours') });
    if (digestOid !== undefined && digestAlgorithms && !digestAlgorithms.includes(digestOid))
      throw new ServiceError('container.limit', 'the container signs over digests of another algorithm', { cause: new Reason('digest algorithm') });
    return { containerId: id, perDay, day: dayOf(now) };
  }
}
