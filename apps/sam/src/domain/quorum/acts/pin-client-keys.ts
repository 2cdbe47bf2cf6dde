import { ServiceError } from '@paraph/contracts';
import { keyThumbprint } from '../../providers/key-names.js';
import { requirePublicKeys } from '../../records/client-keys.js';
import type { ClientRecord, TrustRecord } from '../../records/record-kinds.js';
import type { TrustRecords } from '../../records/trust-records.js';
import type { ActOf } from '../proposal.js';
import { Act, type About, type PreparedAct } from './act.js';

/** The client an act is about. @throws `client.unknown`, `record.tampered`, `hsm.unavailable` */
export async function clientInQuestion(records: TrustRecords, clientId: string): Promise<TrustRecord<'client'>> {
  const client = await records.find('client', clientId);
  if (!client) throw new ServiceError('client.unknown', 'no client has this identifier');
  return client;
}

/** Gives a client the keys by which it signs orders and request objects; none takes them away. */
export class PinClientKeys extends Act<'pin-client-keys'> {
  constructor(private readonly records: TrustRecords) {
    super();
  }

  override async about({ clientId, keys }: ActOf<'pin-client-keys'>): Promise<About> {
    requirePublicKeys(keys);
    const { body, version } = await clientInQuestion(this.records, clientId);
    const words = { keysNow: keysInWords(body.keys), keysThen: keysInWords(keys) };
    return { client: body.name, subscriber: body.subscriberId, ...words, recordVersion: String(version) };
  }

  override async prepare({ clientId, keys }: ActOf<'pin-client-keys'>, { recordVersion }: About): Promise<PreparedAct> {
    const record = await clientInQuestion(this.records, clientId);
    // Only a quorum changes a client: whoever did so meanwhile overruled this, and one approver alone must not undo it.
    if (String(record.version) !== recordVersion) throw new ServiceError('proposal.impossible', 'the client was changed after the proposal');
    const sealed = await this.records.sealNext(record, { ...record.body, keys });
    return { write: (transaction) => this.records.write(transaction, sealed) };
  }
}

/** Names and thumbprints (RFC 7638) of keys. */
export function keysInWords(keys: readonly (Readonly<Record<string, unknown>> & Pick<ClientRecord['keys'][number], 'kid'>)[]): string {
  return keys.length === 0 ? '–' : keys.map((key) => `${key.kid} (${keyThumbprint(key)})`).join('; ');
}
