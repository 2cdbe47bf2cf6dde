import { beforeAll, describe, expect, it } from '@jest/globals';
import { leafHash, toBase64Url, toHex } from '@paraph/kernel';
import { MerkleTree } from '@paraph/testing';
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { checkHeads, type ExportedHead } from './head-check.ts';
import type { ExportedEvent } from './log-check.ts';

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = key.publicKey.export({ format: 'jwk' });
const texts = Array.from({ length: 600 }, (_, index) => JSON.stringify({ id: `evt_${index}`, source: 'sam', sequence: index + 1 }));
const events: ExportedEvent[] = texts.map((leaf, position) => ({ position, leaf, leafHash: toHex(leafHash(leaf)) }));

function head(
  size: number,
  { by = key.privateKey, typ = 'paraph-tree-head+jwt', log = 'audit', root = toBase64Url(new MerkleTree(texts).at(size).root) } = {},
): ExportedHead {
  const input = [
    { alg: 'ES256', typ },
    { log, size, root, iat: 1 },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return { size, root, head: `${input}.${signature(input, by)}` };
}

function signature(input: string, by: KeyObject): string {
  return sign('sha256', Buffer.from(input), { key: by, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

describe('the verification of heads', () => {
  let heads: ExportedHead[];
  beforeAll(() => void (heads = [head(1), head(256), head(300), head(600)]));

  it('accepts those over the very events that were exported', async () => {
    expect(await checkHeads(events, heads, jwk)).toEqual([]);
  });

  it('is content with no log without a head', async () => {
    expect((await checkHeads(events, [], jwk)).join()).toContain('no head was signed');
  });

  it('names the first head behind an event that was rewritten, hash and all', async () => {
    const leaf = events[270]?.leaf.replace('evt_270', 'evt_999') ?? '';
    const rewritten = events.with(270, { position: 270, leaf, leafHash: toHex(leafHash(leaf)) });
    const problems = await checkHeads(rewritten, heads, jwk);
    expect(problems.map((one) => /^head of \d+/.exec(one)?.[0])).toEqual(['head of 300', 'head of 600']);
  });

  it.each<[string, () => ExportedEvent[], string]>([
    ['an event taken out', () => events.toSpliced(400, 1), 'cut off'],
    ['two events exchanged', () => events.with(1, events[2] as ExportedEvent).with(2, events[1] as ExportedEvent), 'not those that were there'],
    ['an event put in', () => events.toSpliced(5, 0, events[9] as ExportedEvent), 'not those that were there'],
    ['its end cut off', () => events.slice(0, 500), 'cut off'],
  ])('sees %s', async (_case, make, words) => {
    expect((await checkHeads(make(), heads, jwk)).join('\n')).toContain(words);
  });

  it.each<[string, () => ExportedHead]>([
    ['another key’s', () => head(300, { by: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey })],
    ['another kind of JWS', () => head(300, { typ: 'paraph-sad+jwt' })],
    ['another log’s', () => head(300, { log: 'other' })],
    ['one that says another size than it signs', () => ({ ...head(300), size: 299 })],
    ['one with another root beside it', () => ({ ...head(300), root: createHash('sha256').digest('base64url') })],
    ['one over other events', () => head(300, { root: toBase64Url(MerkleTree.of(300).root) })],
    ['one with something behind it', () => ({ ...head(300), head: `${head(300).head}.e30` })],
  ])('refuses a head that is %s', async (_case, make) => {
    expect(await checkHeads(events, [make()], jwk)).toHaveLength(1);
  });
});
