import { beforeAll, describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@paraph/kernel';
import { generateKeyPairSync } from 'node:crypto';
import { SignedLog } from '../test/signed-log.js';
import { Findings, Unreadable } from './findings.js';
import { HeadKey, type SeenHead } from './signed-head.js';
import type { Trust } from './trust.js';
import { readWitness } from './witness.js';

function linesOf(heads: readonly SeenHead[]): string[] {
  const lines: string[] = [];
  for (const head of heads) {
    const before = lines.at(-1);
    const witnessedAt = `2026-10-01T0${lines.length}:00:00.000Z`;
    lines.push(
      JSON.stringify({ format: 'paraph-witness', version: 1, ...head, witnessedAt, ...(before === undefined ? {} : { previous: sha256Hex(before) }) }),
    );
  }
  return lines;
}

describe('a witness file', () => {
  const log = new SignedLog();
  let lines: string[];
  beforeAll(async () => {
    for (let count = 0; count < 5; count += 1) await log.fill(10).sign();
    lines = linesOf(log.heads);
  });

  async function verdict(given: readonly string[], trust: Trust = log.trust): Promise<{ doubts: string[]; sizes: number[] }> {
    const findings = new Findings();
    const sizes: number[] = [];
    for await (const { size } of readWitness({ name: 'seen', lines: given }, trust, findings)) sizes.push(size);
    return { sizes, doubts: findings.all.flatMap(({ weight, text, where }) => (weight === 'doubt' ? [`${where ?? ''}: ${text}`] : [])) };
  }

  it('gives its heads, and nothing is in doubt', async () => {
    expect(await verdict(lines)).toEqual({ sizes: [10, 20, 30, 40, 50], doubts: [] });
  });

  it.each<[string, () => string[], string]>([
    ['a line taken out', () => lines.toSpliced(2, 1), 'seen, line 3: a line is missing before it, or was changed'],
    ['its first line taken out', () => lines.slice(1), 'seen, line 1: the first lines are missing'],
    ['a line changed', () => lines.with(1, (lines[1] ?? '').replace('T01:', 'T02:')), 'seen, line 3: a line is missing before it, or was changed'],
    ['lines in another order', () => [lines[0], lines[2], lines[1]].map((one) => one ?? ''), 'seen, line 3: its head is over fewer events than the one before'],
  ])('is in doubt with %s', async (_case, make, words) => {
    expect((await verdict(make())).doubts).toContain(words);
  });

  it('shows two logs where one size has two roots', async () => {
    const other = await new SignedLog().fill(50, 'sam').sign();
    expect((await verdict(linesOf([...log.heads, other]))).doubts).toContain('seen, line 6: the log had another root at the same size: it was two logs');
  });

  it('is in doubt where the provider did not sign what it saw', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { doubts } = await verdict(lines.slice(0, 1), { ...log.trust, headKey: new HeadKey(publicKey.export({ format: 'jwk' })) });
    expect(doubts).toEqual(['seen, line 1: its signature is not by the key of the heads']);
  });

  it.each(['', 'no JSON', '{"format":"paraph-receipt"}'])('is unreadable where it is %j', async (line) => {
    await expect(verdict([line])).rejects.toThrow(Unreadable);
  });
});
