import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { ContainedKeys } from '../../containers/contained-keys.js';
import type { TrustRecord } from '../../records/record-kinds.js';
import type { TrustRecords } from '../../records/trust-records.js';
import type { ActOf } from '../proposal.js';
import { Act, type About, type PreparedAct } from './act.js';
import { clientInQuestion } from './pin-client-keys.js';

/**
 * Closes a customer's container for good (SEA-02, KEY-06): from the last approval on no key in it signs, and none is made in it. Its keys are
 * destroyed next, by whichever replica is at it.
 */
export class CloseContainer extends Act<'close-container'> {
  constructor(
    private readonly records: TrustRecords,
    private readonly contained: ContainedKeys,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async about({ containerId }: ActOf<'close-container'>): Promise<About> {
    const { body } = await this.notClosed(containerId);
    const { body: client } = await clientInQuestion(this.records, body.clientId);
    return {
      container: body.name,
      client: client.name,
      subscriber: body.subscriberId,
      state: body.state,
      keys: String(await this.contained.count(containerId)),
    };
  }

  /** A stop or a resumption in between changes nothing about it: it ends whatever the container is then. */
  override async prepare({ containerId, reason }: ActOf<'close-container'>, { keys = '' }: About, closedBy: string): Promise<PreparedAct> {
    const record = await this.notClosed(containerId);
    const { clientId, subscriberId } = record.body;
    const closure = { reason, closedAt: this.clock.now().toISOString(), closedBy };
    const sealed = await this.records.sealNext(record, { ...record.body, state: 'closed', closure });
    return {
      write: (transaction) => this.records.write(transaction, sealed),
      event: {
        type: 'container-closed',
        actor: { kind: 'system', id: 'quorum' },
        outcome: 'success',
        recipient: clientId,
        particulars: { containerId, subscriberId, keys, reason },
      },
    };
  }

  private async notClosed(containerId: string): Promise<TrustRecord<'container'>> {
    const record = await this.records.find('container', containerId);
    if (!record) throw new ServiceError('container.unknown', 'no container has this identifier');
    if (record.body.state === 'closed') throw new ServiceError('container.state', 'the container is closed already');
    return record;
  }
}
