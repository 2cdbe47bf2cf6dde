import { ServiceError } from '@paraph/contracts';
import type { Transactions } from '../ports/transactions.js';

/** Records that a row does not carry the MAC it should, and answers the refusal to throw. */
export async function tampered(transactions: Pick<Transactions, 'record'>, kind: string, id: string): Promise<ServiceError> {
  await transactions.record({
    type: 'record-tampered',
    actor: { kind: 'system', id: 'sam' },
    outcome: 'failure',
    cause: 'record.tampered',
    particulars: { kind, id },
  });
  return new ServiceError('record.tampered', `a ${kind} record does not carry its MAC`);
}
