import type { TransactionState } from '@paraph/contracts';
import type { ToldEvent } from './told-event.js';

/** A transaction in a line. */
export interface TransactionSummary {
  readonly activationId: string;
  readonly state: TransactionState;
  readonly credentialId?: string;
  readonly signerId?: string;
  readonly clientId?: string;
  readonly openedAt?: string;
  readonly signedAt?: string;
  readonly documents?: number;
  readonly signatures: number;
}

/** What the events of one activation come to. */
export function summarise(activationId: string, own: readonly ToldEvent[]): TransactionSummary {
  const of = (...types: string[]) => own.filter(({ says }) => types.includes(says.type));
  const [opened] = of('activation-opened');
  const made = of('signature-made');
  const signatures = made.reduce((sum, one) => sum + Number(one.says.particulars['count'] ?? 0), 0);
  const told = opened ?? of('signature-intended', 'sad-issued')[0];
  const credentialId = own.map(({ says }) => says.particulars['credentialId']).find((one) => one !== undefined);
  const signerId = told?.says.requester ?? of('activation-completed')[0]?.says.actor.id;
  const clientId = told?.says.actor.kind === 'client' ? told.says.actor.id : undefined;
  const documents = opened?.says.particulars['count'];
  return {
    activationId,
    state: stateOf(own),
    ...(credentialId === undefined ? {} : { credentialId }),
    ...(signerId === undefined ? {} : { signerId }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(opened === undefined ? {} : { openedAt: opened.says.occurredAt }),
    ...(made[0] === undefined ? {} : { signedAt: made[0].says.occurredAt }),
    ...(documents === undefined ? {} : { documents: Number(documents) }),
    signatures,
  };
}

function stateOf(own: readonly ToldEvent[]): TransactionState {
  const has = (type: string): boolean => own.some(({ says }) => says.type === type);
  if (has('signature-made')) return has('signature-failed') ? 'partly-signed' : 'signed';
  if (has('signature-failed')) return 'failed';
  if (has('activation-abandoned')) return 'abandoned';
  if (has('signature-refused') || (has('activation-refused') && !has('activation-opened'))) return 'refused';
  return 'open';
}
