import type { Transactions } from '../ports/transactions.js';
import type { TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { CredentialEnds } from './destroy-credential.js';
import { destructionNotice } from './notice-words.js';

/** Which end it is: what the record says from then on, and why. */
export interface EndFacts {
  readonly state: 'revoked' | 'destroyed';
  readonly cause: 'authority-ended' | 'service-ended' | 'container-closed';
}

/** What an end is written with. */
export interface EndParts {
  readonly records: TrustRecords;
  readonly ends: CredentialEnds;
  readonly transactions: Transactions;
}

/**
 * Ends a credential that others decided about: record, key, certificate and event in one transaction, then whatever was authorised with it. Its
 * signer is told.
 *
 * @throws `request.duplicate` if its record was written otherwise meanwhile; `hsm.unavailable`
 */
export async function endWithoutSigner({ records, ends, transactions }: EndParts, binding: TrustRecord<'binding'>, { state, cause }: EndFacts): Promise<void> {
  const { id: credentialId, body } = binding;
  const sealed = await records.sealNext(binding, { ...body, state });
  const end = await ends.key.prepare(credentialId, body, cause);
  await transactions.run(async (transaction) => {
    await records.write(transaction, sealed);
    const particulars = await end.write(transaction);
    transaction.record({
      type: 'key-destroyed',
      actor: { kind: 'system', id: 'sam' },
      outcome: 'success',
      recipient: body.signerId,
      cause,
      particulars: { credentialId, ...particulars },
    });
    transaction.whenCommitted(() => ends.notices.tell(body, { ...destructionNotice(body), credentialId }));
  });
  await ends.key.forget(body.keyId);
  await ends.activations.of(credentialId);
}
