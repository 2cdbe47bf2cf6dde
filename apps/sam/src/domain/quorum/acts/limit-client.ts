import type { TrustRecords } from '../../records/trust-records.js';
import type { ActOf } from '../proposal.js';
import { Act, type About, type PreparedAct } from './act.js';
import { clientInQuestion } from './pin-client-keys.js';

/** Changes how many signatures one authorisation of a client may cover. */
export class LimitClient extends Act<'limit-client'> {
  constructor(private readonly records: TrustRecords) {
    super();
  }

  override async about({ clientId, multisign }: ActOf<'limit-client'>): Promise<About> {
    const { body } = await clientInQuestion(this.records, clientId);
    return { client: body.name, subscriber: body.subscriberId, limitNow: String(body.multisign), limitThen: String(multisign) };
  }

  override async prepare({ clientId, multisign }: ActOf<'limit-client'>): Promise<PreparedAct> {
    const record = await clientInQuestion(this.records, clientId);
    const sealed = await this.records.sealNext(record, { ...record.body, multisign });
    return { write: (transaction) => this.records.write(transaction, sealed) };
  }
}
