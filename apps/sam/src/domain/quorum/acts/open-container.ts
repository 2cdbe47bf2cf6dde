import { ServiceError } from '@paraph/contracts';
import { limitsInWords, requireSoundLimits } from '../../containers/container-limits.js';
import type { ContainerRecord } from '../../records/record-kinds.js';
import type { TrustRecords } from '../../records/trust-records.js';
import type { ActOf } from '../proposal.js';
import { Act, type About, type PreparedAct } from './act.js';
import { clientInQuestion, keysInWords } from './pin-client-keys.js';

/**
 * Opens a customer's container (SEA-01, SEA-02): from then on keys can be made in it, and the orders of its one client activate them within
 * its limits. The approvers read whose client that is and by which keys it orders.
 */
export class OpenContainer extends Act<'open-container'> {
  constructor(private readonly records: TrustRecords) {
    super();
  }

  override async about({ containerId, clientId, limits, delegation }: ActOf<'open-container'>): Promise<About> {
    requireSoundLimits(limits);
    await this.requireNew(containerId);
    const { body, version } = await clientInQuestion(this.records, clientId);
    // Its orders are what the container's keys follow; only a quorum gives it keys to sign them with.
    if (body.keys.length === 0) throw new ServiceError('proposal.impossible', 'the client has no key to order by');
    return {
      client: body.name,
      subscriber: body.subscriberId,
      orderKeys: keysInWords(body.keys),
      ...limitsInWords(limits),
      delegatedTo: delegation ? `${delegation.to} (${delegation.reference})` : '–',
      clientVersion: String(version),
    };
  }

  override async prepare(act: ActOf<'open-container'>, { clientVersion }: About, openedBy: string): Promise<PreparedAct> {
    const { containerId, clientId, name, limits, delegation } = act;
    await this.requireNew(containerId);
    const client = await clientInQuestion(this.records, clientId);
    // Its keys are what the container's keys will follow: the approvers read those of that version.
    if (String(client.version) !== clientVersion) throw new ServiceError('proposal.impossible', 'the client was changed after the proposal');
    const { subscriberId } = client.body;
    const body: ContainerRecord = { state: 'open', subscriberId, clientId, name, limits, ...(delegation && { delegation }), openedBy };
    const sealed = await this.records.sealNew('container', containerId, body);
    const { perDay, hours, digests } = limitsInWords(limits);
    return {
      write: async (transaction) => {
        await this.records.hold(transaction, client);
        await this.records.write(transaction, sealed);
      },
      event: {
        type: 'container-opened',
        actor: { kind: 'system', id: 'quorum' },
        outcome: 'success',
        recipient: clientId,
        particulars: {
          ...{ containerId, subscriberId, name, perDay, hours, digests },
          ...(delegation && { delegatedTo: delegation.to, delegatedBy: delegation.reference }),
        },
      },
    };
  }

  private async requireNew(containerId: string): Promise<void> {
    if (await this.records.find('container', containerId)) throw new ServiceError('container.state', 'the container was opened before');
  }
}
