import { beforeAll, describe, expect, it } from '@jest/globals';
import { leafHash, toHex } from '@paraph/kernel';
import { generateKeyPairSync } from 'node:crypto';
import { SignedLog } from '../test/signed-log.js';
import { Findings } from './findings.js';
import type { ExportedEvent } from './log-walk.js';
import type { SeenHead } from './signed-head.js';
import { verifyLog } from './whole-log.js';

const exported = (leaves: readonly string[]): ExportedEvent[] => leaves.map((leaf, position) => ({ position, leaf, leafHash: toHex(leafHash(leaf)) }));

describe('a whole log', () => {
  let log: SignedLog;
  beforeAll(async () => {
    log = new SignedLog();
    for (const count of [1, 255, 44, 300]) await log.fill(count).sign();
    log.fill(2);
  });

  async function verdict(events: readonly ExportedEvent[], heads: readonly SeenHead[] = log.heads, witnessed: readonly SeenHead[] = []): Promise<Findings> {
    const findings = new Findings();
    const witnesses = [{ by: 'a witness', heads: witnessed, beyond: 'doubt' as const }];
    await verifyLog({ events, heads, witnesses: witnessed.length === 0 ? [] : witnesses }, log.trust, findings);
    return findings;
  }
  const doubts = (findings: Findings): string[] => findings.all.flatMap(({ weight, text, where }) => (weight === 'doubt' ? [`${where ?? ''}: ${text}`] : []));
  const leavesWith = (change: (leaves: string[]) => unknown): ExportedEvent[] => {
    const leaves = [...log.leaves];
    change(leaves);
    return exported(leaves);
  };

  it('is proven to be the one that was signed', async () => {
    const findings = await verdict(exported(log.leaves));
    expect([findings.isBeyondDoubt, doubts(findings)]).toEqual([true, []]);
    expect(findings.all.map(({ text }) => text)).toEqual([
      '4 signed head(s) of the log are over these very events in this order, the last over 600',
      'The last 2 event(s) stand under no signed head yet',
      'No number is missing in the sequence of any source: identity to 602',
    ]);
  });

  it.each<[string, (leaves: string[]) => unknown, string]>([
    ['an event edited, its hash with it', (leaves) => (leaves[270] = (leaves[270] ?? '').replace('success', 'failure')), 'from position 256 to 299 is another'],
    ['an event taken out, the rest moved up', (leaves) => leaves.splice(400, 1), 'from position 300 to 599 is another'],
    ['an event put in', (leaves) => leaves.splice(5, 0, (leaves[9] ?? '').replace('"sequence":10', '"sequence":700')), 'from position 1 to 255 is another'],
    ['two events exchanged', (leaves) => ([leaves[7], leaves[8]] = [leaves[8] ?? '', leaves[7] ?? '']), 'from position 1 to 255 is another'],
    ['its end cut off', (leaves) => (leaves.length = 500), 'position 500: the end was cut off'],
  ])('is in doubt with %s, and says where', async (_case, change, words) => {
    const findings = await verdict(leavesWith(change));
    expect(doubts(findings).join('\n')).toContain(words);
  });

  it('names the number that is missing in a sequence', async () => {
    expect(doubts(await verdict(leavesWith((leaves) => leaves.splice(400, 1))))).toContain(
      'identity: 1 event(s) of identity are missing from its sequence: 401',
    );
  });

  it('names the place where a text is not that of its hash', async () => {
    const events = exported(log.leaves);
    events[333] = { ...(events[333] as ExportedEvent), leaf: (log.leaves[333] ?? '').replace('success', 'failure') };
    expect(doubts(await verdict(events))[0]).toBe('position 333: the event is not the one that was logged: its hash is another');
  });

  it('names the place that is empty', async () => {
    expect(doubts(await verdict(exported(log.leaves).toSpliced(100, 1)))[0]).toBe('position 101: position 100 is missing: the log goes on with 101');
  });

  it('says which events stand twice', async () => {
    const findings = await verdict(leavesWith((leaves) => leaves.push(leaves[3] ?? '')));
    expect(doubts(findings)).toEqual(['position 602: number 4 of identity stands twice']);
  });

  it('does not take yesterday’s log for today’s where somebody saw today’s', async () => {
    const [one, two, three, four] = log.heads;
    const yesterday = exported(log.leaves.slice(0, 310));
    const own = [one, two, three].filter((head) => head !== undefined);
    expect((await verdict(yesterday, own)).isBeyondDoubt).toBe(true);
    expect(doubts(await verdict(yesterday, own, four ? [four] : []))[0]).toContain('position 310: the end was cut off');
  });

  it('does not take another log with heads of its own for the one that a witness saw', async () => {
    const other = new SignedLog().fill(256, 'sam');
    const findings = await verdict(exported(other.leaves), [], log.heads.slice(0, 2));
    expect(doubts(findings).join('\n')).toContain('from position 0 to 0 is another');
  });

  it.each<[string, () => Promise<SeenHead>]>([
    ['another key’s', () => log.sign(300, { by: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey })],
    ['another log’s', () => log.sign(300, { log: 'other' })],
    ['one that says another size than it signs', async () => ({ ...(await log.sign(300)), size: 299 })],
    ['one with another root beside it', async () => ({ ...(await log.sign(300)), root: 'A'.repeat(43) })],
    ['one over other events', () => new SignedLog().fill(300, 'sam').sign()],
    ['one with something behind it', async () => ({ ...(await log.sign(300)), head: `${log.heads[0]?.head ?? ''}.e30` })],
  ])('refuses a head that is %s', async (_case, make) => {
    const kept = [...log.heads];
    const head = await make();
    log.heads.splice(0, log.heads.length, ...kept);
    expect(doubts(await verdict(exported(log.leaves), [head]))).toHaveLength(1);
  });

  it.each<[string, ExportedEvent[], number, string]>([
    ['is empty', [], 0, 'the log is empty'],
    ['has no head', exported(['{"source":"sam","sequence":1,"type":"heartbeat"}']), 0, 'no head was signed'],
    ['has something in it that is no event', exported(['null']), 0, 'no event'],
  ])('is in doubt where it %s', async (_case, events, heads, words) => {
    expect(doubts(await verdict(events, log.heads.slice(0, heads))).join()).toContain(words);
  });

  it('does not miss a number under which something came that is no event, where the log says so', async () => {
    const other = new SignedLog().fill(2, 'sam');
    other.add({ source: 'audit', type: 'event-refused', particulars: { source: 'sam', sequence: '3' } });
    const gap = JSON.parse(other.leaves[1] ?? '') as object;
    other.leaves.push(JSON.stringify({ ...gap, sequence: 4 }));
    const heads = [await other.sign()];
    const findings = new Findings();
    await verifyLog({ events: exported(other.leaves), heads }, other.trust, findings);
    expect(doubts(findings)).toEqual([]);
    const without = new Findings();
    await verifyLog({ events: exported(other.leaves.toSpliced(2, 1)), heads: [] }, other.trust, without);
    expect(doubts(without).join()).toContain('1 event(s) of sam are missing from its sequence: 3');
  });
});
