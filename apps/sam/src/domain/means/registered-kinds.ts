import type { EvidenceKind, Registration } from '@paraph/contracts';
import type { Policy } from '../ports/policies.js';

/** Kinds of means that a person makes on the approval page; the others come from a provider's claims or an operator. */
export type RegisteredKind = Registration['kind'];

const kinds = ['passkey', 'pin', 'totp'] as const satisfies readonly RegisteredKind[];

/** Every kind of evidence that some combination of a policy asks for. */
export function askedKinds({ evidence, explicit }: Pick<Policy, 'evidence' | 'explicit'>): readonly EvidenceKind[] {
  return [...evidence.flat(), ...explicit.flat()];
}

/** Kinds that a policy's combinations ask for and that the approval page registers. */
export function registeredKinds(policy: Pick<Policy, 'evidence' | 'explicit'>): RegisteredKind[] {
  const asked = askedKinds(policy);
  return kinds.filter((kind) => asked.includes(kind));
}
