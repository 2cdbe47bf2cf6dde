import { describe, expect, it } from '@jest/globals';
import { leafHash, toHex } from '@paraph/kernel';
import { checkLog, type ExportedEvent } from './log-check.ts';

function log(): ExportedEvent[] {
  return [1, 2, 3].map((sequence, position) => {
    const leaf = JSON.stringify({ id: `evt_${sequence}`, source: 'sam', sequence });
    return { position, leaf, leafHash: toHex(leafHash(leaf)) };
  });
}
const changed = (change: (events: ExportedEvent[]) => unknown): ExportedEvent[] => {
  const events = log();
  change(events);
  return events;
};

describe('the verification of a log', () => {
  it('accepts an untouched one', () => {
    expect(checkLog(log())).toEqual([]);
  });

  it.each([
    ['an empty one', () => [], 'nothing was verified'],
    ['a changed event', () => changed((events) => (events[1] = { ...events[1]!, leaf: events[1]!.leaf.replace('sam', 'Sam') })), 'leaf hash'],
    ['a removed event', () => changed((events) => events.splice(1, 1)), 'position 1 is missing'],
    ['a removed event with positions closed up', () => changed((events) => events.splice(1, 2, { ...events[2]!, position: 1 })), 'missing from its sequence'],
    ['an event that stands twice', () => changed((events) => events.push({ ...events[0]!, position: 3 })), 'stands twice'],
  ])('refuses %s', (_case, make, words) => {
    expect(checkLog(make()).join('\n')).toContain(words);
  });
});
