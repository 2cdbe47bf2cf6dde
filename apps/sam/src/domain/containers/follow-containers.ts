import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { Transactions } from '../ports/transactions.js';
import type { TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import { LeftAlone } from './left-alone.js';

/** A container as a neighbour knows it. */
export interface KnownContainer {
  readonly containerId: string;
  /** Of the record that it saw; 0 for none. */
  readonly version: number;
}

/**
 * Says which containers changed since a neighbour looked. Each version of a container's record is a stop in the journal, whose memory says which is the
 * newest: only what did change is read and verified.
 */
export class FollowContainers {
  private readonly edited: LeftAlone;

  constructor(
    private readonly records: TrustRecords,
    private readonly transactions: Pick<Transactions, 'newest'>,
    clock: Clock,
  ) {
    this.edited = new LeftAlone(clock);
  }

  /** One whose record somebody edited is left out, with an event. @throws `hsm.unavailable` */
  async run(known: readonly KnownContainer[]): Promise<readonly TrustRecord<'container'>[]> {
    const newer = known.filter(({ containerId, version }) => this.transactions.newest({ kind: 'container', id: containerId }) > version);
    const found = await Promise.all(newer.map((one) => this.changed(one)));
    return found.filter((record) => record !== undefined);
  }

  private async changed({ containerId, version }: KnownContainer): Promise<TrustRecord<'container'> | undefined> {
    if (this.edited.has(containerId)) return undefined;
    try {
      const record = await this.records.find('container', containerId);
      return record && record.version > version ? record : undefined;
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'record.tampered') throw error;
      this.edited.add(containerId);
      return undefined;
    }
  }
}
