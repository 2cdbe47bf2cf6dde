import type { BindingRecord, RecordBodies, RecordKind } from './record-kinds.js';

/** A record as it was, and as it is to be. */
export interface Replacement<Kind extends RecordKind = RecordKind> {
  readonly kind: Kind;
  readonly before?: RecordBodies[Kind] | undefined;
  readonly after: RecordBodies[Kind];
}

const STOPPED: readonly BindingRecord['state'][] = ['suspended', 'revoked', 'destroyed'];

/**
 * What a new version of a record takes away, in a word; nothing, if the version before could do no harm beside it. What is
 * taken away is a stop in the journal, and no older version is accepted again.
 *
 * Records of clients, providers and the quorum are few, and without theirs a file or a neighbour's word would count again:
 * each version of them is a stop, the first one too. Those of credentials are many. A new one, one that becomes active, one
 * that gets another means and one that is resumed give something and take nothing; everything else takes.
 */
export function takenAway(replacement: Replacement): string | undefined {
  return isOfBinding(replacement) ? takenFromBinding(replacement) : replacement.before ? 'replaced' : 'recorded';
}

function takenFromBinding({ before, after }: Replacement<'binding'>): string | undefined {
  if (!before) return undefined;
  if (STOPPED.includes(after.state) && after.state !== before.state) return after.state;
  const left = new Set(after.means.map((means) => JSON.stringify(means)));
  if (!before.means.every((means) => left.has(JSON.stringify(means)))) return 'means-taken';
  if (before.certificate && JSON.stringify(before.certificate) !== JSON.stringify(after.certificate)) return 'certificate-replaced';
  return JSON.stringify(lastingPart(before)) === JSON.stringify(lastingPart(after)) ? undefined : 'changed';
}

function lastingPart({ state: _state, means: _means, certificate: _certificate, ...rest }: BindingRecord): object {
  return rest;
}

function isOfBinding(replacement: Replacement): replacement is Replacement<'binding'> {
  return replacement.kind === 'binding';
}
