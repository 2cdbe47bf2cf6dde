import { newId } from '@paraph/kernel';
import type { Means } from '../records/record-kinds.js';
import type { ProvenSigner } from './enrolment-proof.js';
import type { OpenEnrolmentDraft } from './enrolments.js';

/** The means an accepted enrolment leaves: the account that answered, what was registered with it, where codes go, whose orders count. */
export function enrolledMeans({ draft, offer }: OpenEnrolmentDraft, { person, address }: ProvenSigner, now: Date): readonly Means[] {
  const usableFrom = now.toISOString();
  const { orderingClientId } = draft;
  return [
    { kind: 'oidc', meansId: newId('mns'), usableFrom, issuer: person.issuer, subject: person.subject },
    ...(offer?.offered.map(({ means }): Means => ({ ...means, usableFrom })) ?? []),
    ...(address === undefined ? [] : [{ kind: 'one-time-code', meansId: newId('mns'), usableFrom, ...address } as const]),
    ...(orderingClientId === undefined ? [] : [{ kind: 'order', meansId: newId('mns'), usableFrom, clientId: orderingClientId } as const]),
  ];
}
