import type { TransactionStage } from '@paraph/contracts';
import type { ToldEvent } from './told-event.js';

/** Steps that should name the same thing and do not. */
export interface Contradiction {
  readonly positions: readonly number[];
  readonly by: string;
  readonly detail: string;
}

/** What every signature needs before it. */
const needs: readonly (readonly [TransactionStage, string])[] = [
  ['key', 'key-generated'],
  ['certificate', 'certificate-bound'],
  ['request', 'activation-opened'],
  ['approval', 'activation-completed'],
  ['authorisation', 'sad-issued'],
  ['signature', 'signature-intended'],
];

/** Stages of which there is nothing, though something was signed. */
export function missingStages(story: readonly ToldEvent[]): readonly TransactionStage[] {
  if (!story.some(({ says }) => says.type === 'signature-made')) return [];
  const has = (type: string): boolean => story.some(({ says }) => says.type === type);
  const missing = needs.filter(([, type]) => !has(type)).map(([stage]) => stage);
  // An approval names the evidence it rests on; one of a seal rests on an order and names none.
  const isProven = has('evidence-given') || story.every(({ says }) => says.type !== 'activation-completed' || (says.particulars['evidence'] ?? '') === '');
  return isProven ? missing : [...missing, 'authentication'];
}

/** What does not fit together within one story. */
export function contradictions(own: readonly ToldEvent[], story: readonly ToldEvent[]): readonly Contradiction[] {
  return [...differing(own), ...withoutIntent(own), ...withOtherKey(own, story), ...outsideCertificate(own, story)];
}

/** One activation is for one credential, and its SAD for the documents it was opened for, unless some were added. */
function* differing(own: readonly ToldEvent[]): Generator<Contradiction> {
  const isExtended = own.some(({ says }) => says.type === 'activation-extended');
  const checked = [
    { by: 'credentialId', among: own },
    { by: 'hashSet', among: isExtended ? [] : own.filter(({ says }) => says.type === 'activation-opened' || says.type === 'sad-issued') },
  ];
  for (const { by, among } of checked) {
    const naming = among.filter(({ says }) => says.particulars[by] !== undefined);
    const values = new Set(naming.map(({ says }) => says.particulars[by]));
    if (values.size > 1) yield { positions: places(naming), by, detail: `steps of one activation name ${values.size} different ones` };
  }
}

function* withoutIntent(own: readonly ToldEvent[]): Generator<Contradiction> {
  const intended = new Set(own.filter(({ says }) => says.type === 'signature-intended').map(({ says }) => says.particulars['attemptId']));
  for (const made of own.filter(({ says }) => says.type === 'signature-made'))
    if (!intended.has(made.says.particulars['attemptId']))
      yield { positions: places([made]), by: 'attemptId', detail: 'signed without an intent written before' };
}

function* withOtherKey(own: readonly ToldEvent[], story: readonly ToldEvent[]): Generator<Contradiction> {
  const generated = new Set(story.filter(({ says }) => says.type === 'key-generated').map(({ says }) => says.particulars['keyId']));
  if (generated.size === 0) return;
  for (const made of own.filter(({ says }) => says.type === 'signature-made'))
    if (!generated.has(made.says.particulars['keyId']))
      yield { positions: places([made]), by: 'keyId', detail: 'signed by a key that was not generated for this credential' };
}

function* outsideCertificate(own: readonly ToldEvent[], story: readonly ToldEvent[]): Generator<Contradiction> {
  const bound = story.filter(({ says }) => says.type === 'certificate-bound');
  if (bound.length === 0) return;
  for (const made of own.filter(({ says }) => says.type === 'signature-made')) {
    const at = Date.parse(made.says.occurredAt);
    const isCovered = bound.some(({ says }) => Date.parse(says.occurredAt) <= at && at < Date.parse(says.particulars['validTo'] ?? '9999-01-01T00:00:00.000Z'));
    if (!isCovered) yield { positions: places([made, ...bound]), by: 'validTo', detail: 'signed while no bound certificate was valid' };
  }
}

function places(events: readonly ToldEvent[]): readonly number[] {
  return events.map(({ logged }) => logged.position);
}
