import { ServiceError } from '@paraph/contracts';
import type { CredentialEnds } from '../changes/destroy-credential.js';
import { revocationNotice } from '../changes/notice-words.js';
import type { Transactions } from '../ports/transactions.js';
import type { ProvenRevocation, TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';

/** How often an end is tried again when something else was written first. */
const TRIES = 5;

/** Ends a credential on what its authority proved: record, key and what was authorised, in this order. */
export class EndByProof {
  constructor(
    private readonly records: TrustRecords,
    private readonly ends: CredentialEnds,
    private readonly transactions: Transactions,
  ) {}

  /** Answers what ended it: this proof, or the one before. @throws `credential.unknown`, `credential.state`, `hsm.unavailable`, `record.tampered` */
  async run(credentialId: string, prove: (binding: TrustRecord<'binding'>) => Promise<ProvenRevocation>): Promise<ProvenRevocation> {
    for (let attempt = 1; ; attempt += 1) {
      const binding = await this.records.find('binding', credentialId);
      if (!binding) throw new ServiceError('credential.unknown', 'no such credential');
      try {
        const revocation = binding.body.revocation ?? (await this.end(binding, prove));
        await this.ends.key.forget(binding.body.keyId);
        await this.ends.activations.of(credentialId);
        return revocation;
      } catch (error) {
        // A suspension at this moment: the proof stands, over what is there now.
        if (!(error instanceof ServiceError) || error.code !== 'request.duplicate' || attempt === TRIES) throw error;
      }
    }
  }

  private async end(binding: TrustRecord<'binding'>, prove: (binding: TrustRecord<'binding'>) => Promise<ProvenRevocation>): Promise<ProvenRevocation> {
    const { id: credentialId, body } = binding;
    if (body.state !== 'active' && body.state !== 'suspended')
      throw new ServiceError('credential.state', `the certificate of a credential that is ${body.state} ends nothing`);
    const revocation = await prove(binding);
    const sealed = await this.records.sealNext(binding, { ...body, state: 'revoked', revocation });
    const end = await this.ends.key.prepare(credentialId, body, 'revoked');
    const event = { actor: { kind: 'system', id: 'ca-connector' }, outcome: 'success', recipient: body.signerId } as const;
    const { serialNumber = '', issuer } = body.certificate ?? {};
    await this.transactions.run(async (transaction) => {
      await this.records.write(transaction, sealed);
      const particulars = await end.write(transaction);
      transaction.record({
        ...event,
        type: 'revocation-proven',
        particulars: { credentialId, serialNumber, ...(issuer ? { authority: issuer.authority } : {}), ...revocation },
      });
      transaction.record({ ...event, type: 'key-destroyed', particulars: { credentialId, ...particulars } });
      transaction.whenCommitted(() => this.ends.notices.tell(body, { ...revocationNotice(body), credentialId }));
    });
    return revocation;
  }
}
