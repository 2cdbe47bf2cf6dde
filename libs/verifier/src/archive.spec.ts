import { beforeAll, describe, expect, it } from '@jest/globals';
import { MemoryArchive } from '../test/archive-folder.js';
import { SignedLog } from '../test/signed-log.js';
import { verifyArchive } from './archive.js';
import { Findings, Unreadable } from './findings.js';
import type { SeenHeads } from './log-walk.js';

const MONTHS = ['2026-10', '2026-11', '2026-12'] as const;

/** Three months, each with some heads, each archived into the month behind it. */
async function archived(log = new SignedLog()): Promise<{ archive: MemoryArchive; log: SignedLog }> {
  const archive = new MemoryArchive();
  let from = 0;
  for (const month of MONTHS) {
    const heads = [await log.fill(30).sign(), await log.fill(20).sign()];
    await archive.archive(log, { month, from, heads });
    from = heads[1]?.size ?? 0;
  }
  return { archive, log };
}

describe('archived months', () => {
  let archive: MemoryArchive;
  let log: SignedLog;
  beforeAll(async () => void ({ archive, log } = await archived()));

  async function verdict(given: MemoryArchive, witnesses: readonly SeenHeads[] = []): Promise<Findings> {
    const findings = new Findings();
    await verifyArchive([given], { trust: log.trust, witnesses }, findings);
    return findings;
  }
  const doubts = (findings: Findings): string[] => findings.all.flatMap(({ weight, text, where }) => (weight === 'doubt' ? [`${where ?? ''}: ${text}`] : []));

  it('are proven to be whole, from the first event on', async () => {
    const findings = await verdict(archive);
    expect([findings.isBeyondDoubt, doubts(findings)]).toEqual([true, []]);
    expect(findings.all.map(({ text }) => text).filter((text) => text.startsWith('The bundle'))).toEqual([
      'The bundle of 2026-10 is the one that its manifest describes: 50 events, 2 heads, 0 time-stamps',
      'The bundle of 2026-11 is the one that its manifest describes: 51 events, 2 heads, 0 time-stamps',
      'The bundle of 2026-12 is the one that its manifest describes: 51 events, 2 heads, 0 time-stamps',
    ]);
  });

  it.each<[string, (copy: MemoryArchive) => unknown, string]>([
    ['an event edited', (copy) => copy.edit('2026-11.jsonl.gz', (text) => text.replace('success', 'failure')), 'one from position 50 to 80 is another'],
    ['an event taken out', (copy) => copy.edit('2026-11.jsonl.gz', (text) => text.split('\n').toSpliced(7, 1).join('\n')), 'position 57 is missing'],
    ['the bundle of the month in the middle removed', (copy) => copy.without('2026-11.jsonl.gz'), 'archive, 2026-11: its bundle is missing'],
    [
      'the month in the middle removed',
      (copy) => copy.without('2026-11.jsonl.gz', '2026-11.manifest.json', '2026-11.receipt.json'),
      'archive, 2026-12: the month before it, 2026-11, is missing',
    ],
    [
      'the first month removed',
      (copy) => copy.without('2026-10.jsonl.gz', '2026-10.manifest.json', '2026-10.receipt.json'),
      'archive, 2026-11: 2026-10, the month before it, is missing',
    ],
    ['a receipt removed', (copy) => copy.without('2026-12.receipt.json'), 'archive, 2026-12: its receipt is missing'],
    ['a manifest removed', (copy) => copy.without('2026-12.manifest.json'), 'archive, 2026-12: its manifest is missing'],
    [
      'a manifest changed',
      (copy) => copy.edit('2026-10.manifest.json', (text) => text.replace('2036-12-31', '2030-12-31')),
      'not the one that the log archived',
    ],
    [
      'the receipt of another month',
      (copy) => copy.put('2026-10.receipt.json', copy.files.get('2026-11.receipt.json') ?? new Uint8Array()),
      'archive, 2026-10',
    ],
    ['a bundle that is torn', (copy) => copy.put('2026-10.jsonl.gz', (copy.files.get('2026-10.jsonl.gz') ?? new Uint8Array()).slice(0, -20)), 'unpacked'],
    [
      'a head removed',
      (copy) => copy.edit('2026-10.jsonl.gz', (text) => text.trimEnd().split('\n').slice(0, -1).join('\n')),
      'its last head is not over its last event',
    ],
    [
      'a letter behind a bundle',
      (copy) => copy.put('2026-10.jsonl.gz', Buffer.concat([copy.files.get('2026-10.jsonl.gz') ?? new Uint8Array(), Buffer.from('x')])),
      'its bundle does not hold',
    ],
  ])('are in doubt with %s, and say where', async (_case, change, words) => {
    const copy = archive.copy();
    change(copy);
    expect(doubts(await verdict(copy)).join('\n')).toContain(words);
  });

  it('are in doubt where the log has another event than a receipt says, though the provider signed both', async () => {
    const { archive: copy, log: two } = await archived();
    const at = two.leaves.findIndex((leaf) => leaf.includes('month-archived'));
    const [told, heads] = [two.leaves[at] ?? '', [...two.heads]];
    two.leaves[at] = told.replace('.000Z', '.001Z');
    const other = { format: 'paraph-receipt', about: { month: '2026-10' }, ...(await two.proven([at], await two.sign(at + 1))) };
    two.heads.splice(0, two.heads.length, ...heads);
    copy.put('2026-10.receipt.json', Buffer.from(JSON.stringify(other)));
    const findings = new Findings();
    await verifyArchive([copy], { trust: two.trust, witnesses: [] }, findings);
    expect(doubts(findings)).toEqual([`position ${at}: another event stands there than a receipt has`]);
  });

  it('are held against heads that somebody else has', async () => {
    const [first, ...later] = log.heads;
    const seen = (heads: typeof log.heads): SeenHeads => ({ by: 'a witness', heads, beyond: 'open' });
    expect((await verdict(archive, [seen(first ? [first, ...later] : [])])).isBeyondDoubt).toBe(true);
    const other = new SignedLog().fill(30, 'sam');
    const forged = { ...(await other.sign()), head: first?.head ?? '' };
    expect(doubts(await verdict(archive, [seen([forged])])).join('\n')).toContain('head of 30 (a witness)');
  });

  it('say what comes later and is not there, where a witness saw it', async () => {
    const findings = await verdict(archive, [{ by: 'a witness', heads: log.heads, beyond: 'open' }]);
    expect(findings.all.map(({ text }) => text).join('\n')).toContain('head(s) of a witness are over more events than the 152 that are here');
  });

  it('are unreadable where there are none', async () => {
    await expect(verdict(new MemoryArchive())).rejects.toThrow(Unreadable);
  });
});
