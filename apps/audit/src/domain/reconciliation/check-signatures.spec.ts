import { describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { MemoryEventFinder } from '../../../test/reconciliation/memory-event-finder.js';
import { MemoryFindings } from '../../../test/reconciliation/memory-findings.js';
import { renumbered, Story } from '../../../test/reconciliation/story.js';
import { Reconcile } from './reconcile.js';

const start = new Date('2027-03-01T09:00:00.000Z');
const end = new Date('2027-03-31T09:00:00.000Z');

/** The rules that a log breaks, a month later. */
async function foundIn(events: readonly AuditEvent[]): Promise<readonly string[]> {
  const findings = new MemoryFindings();
  const order = { reconciliationId: newId('rcn'), period: { from: start, to: end }, askedBy: 'audit' };
  await new Reconcile(new MemoryEventFinder(events), findings, new FakeClock(end.toISOString())).run(order, new AbortController().signal);
  return (await findings.list({}, { limit: 100 })).map(({ rule }) => rule).sort();
}

/** The events of a type, with another number in them. */
function withCount(events: readonly AuditEvent[], type: string, count: string): readonly AuditEvent[] {
  return events.map((event) => (event.type === type ? { ...event, particulars: { ...event.particulars, count } } : event));
}

describe('how many signatures an activation allows', () => {
  const client = { actor: { kind: 'client', id: 'cli_AAAAAAAAAAAAAAAAAAAAAA' } } as const;

  interface Counts {
    /** As its SAD say. */
    readonly sad?: string;
    readonly shown?: string;
    /** By the application, once the SAD was issued. */
    readonly added?: readonly string[];
    readonly outcome?: string;
  }

  /** A signature, and then further attempts under its activation, each of one hash. */
  function attempts(further: number, { sad = '1', shown = '1', added = [], outcome = 'signature-made' }: Counts = {}): readonly AuditEvent[] {
    const story = new Story(start);
    const { credentialId, keyId } = story.credential();
    const { activationId } = story.signature({ credentialId, keyId });
    for (let left = further; left > 0; left -= 1) {
      const act = { attemptId: newId('att'), activationId, credentialId, keyId, hashSet: 'h', count: '1' };
      story.add('sam', 'signature-intended', act, client);
      story.add('sam', outcome, act, client);
    }
    const counted = withCount(withCount(story.events, 'sad-issued', sad), 'activation-opened', shown);
    const extensions = added.map((count) => story.add('sam', 'activation-extended', { activationId, credentialId, hashSet: 'more', count }, client));
    return counted.flatMap((event) => (event.type === 'sad-issued' ? [event, ...extensions] : [event]));
  }

  /** The extension comes after all that was signed. */
  function tooLate(events: readonly AuditEvent[]): readonly AuditEvent[] {
    const isLate = ({ type }: AuditEvent): boolean => type === 'activation-extended';
    return [...events.filter((one) => !isLate(one)), ...events.filter(isLate)];
  }

  it.each([
    ['as many as its SAD say are signed one after the other', attempts(2, { sad: '3', shown: '3' })],
    ['hashes were added to those that its signer was shown', attempts(2, { sad: '3', added: ['1', '1'] })],
    ['nobody was shown any, and the application named them as it signed', attempts(0, { shown: '0', added: ['1'] })],
    ['what failed is tried again', attempts(3, { outcome: 'signature-failed' })],
  ])('is kept to where %s', async (_case, events) => {
    expect(await foundIn(renumbered(events))).toEqual([]);
  });

  it.each([
    ['one more was made than its SAD say', attempts(1, { shown: '9' }), 1],
    ['two more were made: each is found', attempts(2, { shown: '9' }), 2],
    ['one more was made than hashes were named', attempts(1, { sad: '9' }), 1],
    ['the added ones are too few', attempts(2, { sad: '9', added: ['1'] }), 1],
    ['one attempt made two', withCount(attempts(0), 'signature-made', '2'), 1],
    [
      'one attempt has two digests, whatever number it names',
      attempts(0).map((event) => (event.type === 'signature-made' ? { ...event, digests: ['a', 'b'] } : event)),
      1,
    ],
    ['hashes were added when it was too late', tooLate(attempts(1, { sad: '9', added: ['1'] })), 1],
  ])('is not kept to where %s', async (_case, events, count) => {
    expect(await foundIn(renumbered(events))).toEqual(Array.from({ length: count }, () => 'signature-beyond-activation'));
  });
});

describe('a credential that was suspended', () => {
  /** A signature, with stops and goings on behind the event of a type. */
  function stopped(places: Readonly<Record<string, readonly string[]>>, source: AuditEvent['source'] = 'sam'): readonly AuditEvent[] {
    const story = new Story(start);
    const { credentialId, keyId } = story.credential();
    story.signature({ credentialId, keyId });
    const tell = (type: string, at: AuditEvent): AuditEvent => ({ ...at, id: newId('evt'), source, type, particulars: { credentialId } });
    return renumbered(story.events.flatMap((event) => [event, ...(places[event.type] ?? []).map((type) => tell(type, event))]));
  }
  const [suspended, resumed] = ['credential-suspended', 'credential-resumed'];
  const breach = ['signature-while-suspended'];

  it.each([
    ['it was suspended before', stopped({ 'certificate-bound': [suspended] }), breach],
    ['it was suspended again after it was resumed', stopped({ 'certificate-bound': [suspended, resumed, suspended] }), breach],
    ['it was resumed afterwards only', stopped({ 'certificate-bound': [suspended], 'signature-made': [resumed] }), breach],
    ['it was resumed before', stopped({ 'certificate-bound': [suspended, resumed] }), []],
    ['it was suspended while the token worked', stopped({ 'signature-intended': [suspended] }), []],
    ['it was suspended afterwards', stopped({ 'signature-made': [suspended] }), []],
    ['key-lifecycle alone tells so, whose sequence has no order with the module’s', stopped({ 'certificate-bound': [suspended] }, 'key-lifecycle'), []],
  ])('signed: %s', async (_case, events, found) => {
    expect(await foundIn(events)).toEqual(found);
  });
});
