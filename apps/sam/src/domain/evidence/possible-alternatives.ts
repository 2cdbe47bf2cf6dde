import type { EvidenceKind } from '@paraph/contracts';
import type { BindingRecord, MeansKind } from '../records/record-kinds.js';
import { usableMeans } from './usable-means.js';

/** Which kind of means each kind of evidence needs. A missing row does not compile. */
const needs = {
  passkey: 'passkey',
  oidc: 'oidc',
  'one-time-code': 'one-time-code',
  'supervised-code': 'one-time-code',
  pin: 'pin',
  totp: 'totp',
  order: 'order',
} as const satisfies Record<EvidenceKind, MeansKind>;

/** Those of a policy's combinations for which the credential has every means, at this moment. */
export function possibleAlternatives(evidence: readonly (readonly EvidenceKind[])[], binding: BindingRecord, now: Date): readonly (readonly EvidenceKind[])[] {
  return evidence.filter((combination) => combination.every((kind) => usableMeans(binding, needs[kind], now).length > 0));
}
