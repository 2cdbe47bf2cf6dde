import type { EvidenceKind, Registration } from '@paraph/contracts';
import type { Policy } from '../ports/policies.js';

/** Kinds of means that a person makes on the approval page; the others come from a provider's claims or an operator. */
export type RegisteredKind = Registration['kind'];

const kinds = ['passkey', 'pin', 'totp'] as const satisfies readonly RegisteredKind[];

/** Kinds that a policy's combinations ask for and that the approval page registers. */
export function registeredKinds({ evidence }: Pick<Policy, 'evidence'>): RegisteredKind[] {
  const asked: readonly EvidenceKind[] = evidence.flat();
  return kinds.filter((kind) => asked.includes(kind));
}
