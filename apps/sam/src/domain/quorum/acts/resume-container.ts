import { ServiceError } from '@paraph/contracts';
import { limitsInWords } from '../../containers/container-limits.js';
import type { TrustRecord } from '../../records/record-kinds.js';
import type { TrustRecords } from '../../records/trust-records.js';
import type { ActOf } from '../proposal.js';
import { Act, type About, type PreparedAct } from './act.js';
import { clientInQuestion } from './pin-client-keys.js';

/** Has a suspended container sign again: one may stop it, its customer too, and this takes several people (SEA-02). */
export class ResumeContainer extends Act<'resume-container'> {
  constructor(private readonly records: TrustRecords) {
    super();
  }

  override async about({ containerId }: ActOf<'resume-container'>): Promise<About> {
    const { body, version } = await this.suspended(containerId);
    const { body: client } = await clientInQuestion(this.records, body.clientId);
    return { container: body.name, client: client.name, subscriber: body.subscriberId, ...limitsInWords(body.limits), recordVersion: String(version) };
  }

  override async prepare({ containerId }: ActOf<'resume-container'>, { recordVersion }: About): Promise<PreparedAct> {
    const record = await this.suspended(containerId);
    // Whoever suspended it again meanwhile had a reason that the approvers did not know.
    if (String(record.version) !== recordVersion) throw new ServiceError('container.state', 'the container was changed after the proposal');
    const sealed = await this.records.sealNext(record, { ...record.body, state: 'open' });
    const { clientId, subscriberId } = record.body;
    return {
      write: (transaction) => this.records.write(transaction, sealed),
      event: {
        type: 'container-resumed',
        actor: { kind: 'system', id: 'quorum' },
        outcome: 'success',
        recipient: clientId,
        particulars: { containerId, subscriberId },
      },
    };
  }

  private async suspended(containerId: string): Promise<TrustRecord<'container'>> {
    const record = await this.records.find('container', containerId);
    if (!record) throw new ServiceError('container.unknown', 'no container has this identifier');
    if (record.body.state !== 'suspended') throw new ServiceError('container.state', 'the container is not suspended');
    return record;
  }
}
