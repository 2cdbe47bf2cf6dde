import { describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { MemoryEventFinder } from '../../../test/reconciliation/memory-event-finder.js';
import { MemoryFindings } from '../../../test/reconciliation/memory-findings.js';
import { renumbered, Story } from '../../../test/reconciliation/story.js';
import { Reconcile } from './reconcile.js';
import { rules } from './rules.js';
import { TreatFindings } from './treat-findings.js';

const DAY_MS = 86_400_000;
const start = new Date('2027-03-01T09:00:00.000Z');
const running = new AbortController().signal;

/** Two credentials with two signatures each, one of them revoked afterwards, and a month that goes by. */
function aStory(): Story {
  const story = new Story(start);
  const [ada, bob] = [story.credential(), story.credential()];
  for (const one of [ada, bob, ada, bob]) story.signature(one);
  story.later(DAY_MS).revocation(bob);
  return story;
}

class World {
  readonly findings = new MemoryFindings();
  readonly clock = new FakeClock(new Date(start.getTime() + 30 * DAY_MS).toISOString());
  readonly treat = new TreatFindings(this.findings, this.clock);

  async reconcile(events: readonly AuditEvent[], isWhole = true, signal = running) {
    const finder = new MemoryEventFinder(events);
    finder.whole = isWhole;
    const period = { from: start, to: new Date(start.getTime() + 30 * DAY_MS) };
    return new Reconcile(finder, this.findings, this.clock).run({ reconciliationId: newId('rcn'), period, askedBy: 'audit' }, signal);
  }

  async found(): Promise<readonly string[]> {
    return (await this.findings.list({}, { limit: 100 })).map(({ rule }) => rule).sort();
  }
}

/** What is found in the story after a change. */
async function foundIn(change: (events: readonly AuditEvent[]) => readonly AuditEvent[]): Promise<readonly string[]> {
  const world = new World();
  await world.reconcile(renumbered(change(aStory().events)));
  return world.found();
}

const without =
  (type: string, nth = 0) =>
  (events: readonly AuditEvent[]) => {
    const left = events.filter((event) => event.type === type)[nth];
    return events.filter((event) => event !== left);
  };
const changed = (type: string, particulars: Readonly<Record<string, string>>) => (events: readonly AuditEvent[]) => {
  const first = events.find((event) => event.type === type);
  return events.map((event) => (event === first ? { ...event, particulars: { ...event.particulars, ...particulars } } : event));
};

describe('a log in which everything has what belongs to it', () => {
  it('has no findings, and every rule was judged by', async () => {
    const world = new World();
    const done = await world.reconcile(aStory().events);
    expect(await world.found()).toEqual([]);
    expect(Object.keys(done?.breaches ?? {}).sort()).toEqual(Object.keys(rules).sort());
    // Four signatures and four intents, two certificates, one order of a revocation, two keys.
    expect(done).toMatchObject({ events: 13, opened: 0, resolved: 0, undecided: 0 });
    expect(world.findings.kept).toEqual([done]);
  });

  it('has none of a key of one session either, whose signer accepted certificate and signatures in one act', async () => {
    const story = new Story(start);
    const ada = story.credential(DAY_MS);
    story.signature(ada);
    story.add('sam', 'key-destroyed', { credentialId: ada.credentialId, keyId: ada.keyId, blob: 'none' });
    const enrolmentId = story.events.find(({ type }) => type === 'enrolment-accepted')?.particulars['enrolmentId'] ?? '';
    const events = changed('activation-completed', { enrolmentId })(without('evidence-given')(story.events));
    const world = new World();
    await world.reconcile(renumbered(events));
    expect(await world.found()).toEqual([]);
  });
});

describe('something is missing', () => {
  it.each([
    ['an intention', without('signature-intended'), ['signature-without-intent']],
    ['the opening of an activation', without('activation-opened'), ['signature-without-activation']],
    ['the completion of an activation', without('activation-completed'), ['signature-without-activation']],
    ['the evidence', without('evidence-given'), ['signature-without-evidence']],
    ['the SAD', without('sad-issued'), ['signature-without-sad']],
    ['the outcome', without('signature-made'), ['intent-without-outcome']],
    ['the key', without('key-generated'), ['certificate-without-key', 'signature-without-key', 'signature-without-key']],
    [
      'the binding',
      without('certificate-bound'),
      ['certificate-without-binding', 'key-without-end', 'signature-without-certificate', 'signature-without-certificate'],
    ],
    ['the destruction', without('key-destroyed'), ['revocation-without-destruction']],
    ['the authority’s answer', without('revocation-confirmed'), ['revocation-unconfirmed']],
  ])('%s', async (_what, change, found) => {
    expect(await foundIn(change)).toEqual(found);
  });
});

describe('something is not as it should be', () => {
  it.each([
    ['the intention was for other digests', changed('signature-intended', { hashSet: 'other' }), ['signature-without-intent']],
    ['the SAD was over', changed('sad-issued', { expiresAt: '2027-02-01T00:00:00.000Z' }), ['signature-without-sad']],
    ['the SAD was for another credential', changed('sad-issued', { credentialId: 'cred_other' }), ['signature-without-sad']],
    [
      'the certificate was over',
      changed('certificate-bound', { validTo: '2027-02-01T00:00:00.000Z' }),
      ['key-without-end', 'signature-without-certificate', 'signature-without-certificate'],
    ],
    [
      'the key was another credential’s',
      changed('key-generated', { credentialId: 'cred_other' }),
      ['certificate-without-key', 'key-without-end', 'signature-without-key', 'signature-without-key'],
    ],
    [
      'an attempt ended in two signatures',
      (events: readonly AuditEvent[]) =>
        events.flatMap((event, index) => (index === events.findIndex(({ type }) => type === 'signature-made') ? [event, event] : [event])),
      ['signature-repeated'],
    ],
    [
      'it was signed with a destroyed key',
      (events: readonly AuditEvent[]) => {
        const destroyed = events.find(({ type }) => type === 'key-destroyed');
        const { keyId } = destroyed?.particulars ?? {};
        const first = events.findIndex(({ type, particulars }) => type === 'signature-intended' && particulars['keyId'] === keyId);
        return destroyed ? events.filter((event) => event !== destroyed).toSpliced(first, 0, destroyed) : events;
      },
      ['signature-after-destruction', 'signature-after-destruction'],
    ],
  ])('%s', async (_what, change, found) => {
    const world = new World();
    await world.reconcile(renumbered(change(aStory().events)));
    expect([...new Set(await world.found())]).toEqual([...new Set(found)]);
  });

  it('a place in a sequence is empty, though later ones have arrived', async () => {
    const world = new World();
    await world.reconcile(aStory().events.filter(({ source, type }) => !(source === 'ca-connector' && type === 'revocation-requested')));
    expect(await world.findings.list({}, { limit: 9 })).toMatchObject([{ rule: 'sequence-incomplete', subject: 'ca-connector 3' }]);
  });
});

describe('a finding', () => {
  const broken = renumbered(without('sad-issued')(aStory().events));

  it('is found once, however often it is looked for', async () => {
    const world = new World();
    expect(await world.reconcile(broken)).toMatchObject({ opened: 1 });
    expect(await world.reconcile(broken)).toMatchObject({ opened: 0, breaches: { 'signature-without-sad': 1 } });
    expect(await world.found()).toHaveLength(1);
  });

  it('closes by itself when what was missing has arrived, and opens again when it is missing again', async () => {
    const world = new World();
    const whole = aStory().events;
    const torn = whole.filter((event) => event !== whole.find(({ type }) => type === 'sad-issued'));
    await world.reconcile(torn);
    expect(await world.found()).toEqual(['sequence-incomplete', 'signature-without-sad']);
    // Late, and so at the end of the log.
    const late = [...torn, ...whole.filter((event) => !torn.includes(event))];
    expect(await world.reconcile(late)).toMatchObject({ resolved: 2 });
    expect(await world.findings.count()).toEqual({ open: 0, explained: 0, closed: 2 });
    expect(await world.reconcile(torn)).toMatchObject({ opened: 2 });
  });

  it('is closed by another person than the one who explained it, and stays closed', async () => {
    const world = new World();
    await world.reconcile(broken);
    const [{ findingId } = { findingId: '' }] = await world.findings.list({}, { limit: 1 });
    await expect(world.treat.close(findingId, 'ben', 'fine')).rejects.toMatchObject({ code: 'finding.state' });
    expect(await world.treat.explain(findingId, 'ada', 'a trial of the first day')).toMatchObject({ state: 'explained', explanation: { by: 'ada' } });
    await expect(world.treat.close(findingId, 'ada', 'fine')).rejects.toMatchObject({ code: 'finding.state' });
    expect(await world.treat.close(findingId, 'ben', 'seen in the SAM’s journal')).toMatchObject({ state: 'closed', closing: { by: 'ben' } });
    await expect(world.treat.explain(findingId, 'ada', 'again')).rejects.toMatchObject({ code: 'finding.state' });
    expect(await world.reconcile(broken)).toMatchObject({ opened: 0 });
    await expect(world.treat.find('fnd_none')).rejects.toMatchObject({ code: 'finding.unknown' });
  });
});

describe('what cannot be told', () => {
  it('is no finding while a month is put away, and is counted; what needs no old month is found all the same', async () => {
    const world = new World();
    expect(await world.reconcile(renumbered(without('sad-issued')(without('key-generated')(aStory().events))), false)).toMatchObject({
      undecided: 3,
      opened: 1,
    });
    expect(await world.found()).toEqual(['signature-without-sad']);
  });

  it('is left for the next time while it is young', async () => {
    const story = new Story(new Date(start.getTime() + 30 * DAY_MS - 60_000));
    const ada = story.credential();
    story.signature(ada);
    const world = new World();
    expect(await world.reconcile(without('signature-made')(story.events))).toMatchObject({ events: 0, opened: 0 });
  });

  it('is not told by half: a comparison that is stopped keeps no result', async () => {
    const world = new World();
    expect(await world.reconcile(aStory().events, true, AbortSignal.abort())).toBeUndefined();
    expect(world.findings.kept).toEqual([]);
  });
});
