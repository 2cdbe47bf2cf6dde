import { beforeAll, describe, expect, it } from '@jest/globals';
import { leafHash, toBase64Url } from '@paraph/kernel';
import { LogTree, MemoryHashes } from '@paraph/merkle';
import { generateKeyPairSync, sign, type JsonWebKey, type KeyObject } from 'node:crypto';
import { thumbprint, verifyReceipt } from './verify.js';

interface ReceiptFile {
  readonly head: { readonly size: number; readonly root: string; readonly head: string };
  readonly key: JsonWebKey;
  readonly events: readonly { readonly position: number; readonly leaf: string; readonly path: readonly string[] }[];
}
type Checks = readonly { readonly check: string; readonly holds: boolean; readonly about: string }[];

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = publicKey.export({ format: 'jwk' });
const text = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function signed(said: object, by: KeyObject = privateKey, header: object = { alg: 'ES256', typ: 'paraph-tree-head+jwt' }): string {
  const input = `${text(header)}.${text(said)}`;
  return `${input}.${sign('sha256', Buffer.from(input), { key: by, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

async function receiptOf(size: number, positions: readonly number[]): Promise<ReceiptFile> {
  const leaves = Array.from({ length: size }, (_, place) => JSON.stringify({ place, says: 'été' }));
  const tree = new LogTree(await MemoryHashes.of(leaves.map((leaf) => leafHash(leaf))), size);
  const root = toBase64Url(await tree.root());
  const events = positions.map(async (position) => ({ position, leaf: leaves[position] ?? '', path: (await tree.inclusion(position)).map(toBase64Url) }));
  return { head: { size, root, head: signed({ log: 'audit', size, root, iat: 1_800_000_000 }) }, key, events: await Promise.all(events) };
}

const broken = async (receipt: unknown, pinned?: string): Promise<string[]> =>
  ((await verifyReceipt(receipt, pinned)) as Checks).filter(({ holds }) => !holds).map(({ check }) => check);

describe('a receipt in the browser', () => {
  let pinned: string;
  beforeAll(async () => void (pinned = await thumbprint(key)));

  it.each([1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 300])('of a log of %i events is proven, for each of them', async (size) => {
    const receipt = await receiptOf(
      size,
      Array.from({ length: size }, (_, place) => place),
    );
    expect(await broken(receipt, pinned)).toEqual([]);
  });

  it('says when its head was signed', async () => {
    const checks = (await verifyReceipt(await receiptOf(3, [1]), pinned)) as Checks;
    expect(checks.find(({ check }) => check === 'signature')?.about).toBe('2027-01-15T08:00:00.000Z');
  });

  it('is not proven without a key from elsewhere, nor with another', async () => {
    const receipt = await receiptOf(5, [2]);
    expect(await broken(receipt)).toEqual(['key']);
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    expect(await broken(receipt, await thumbprint(other))).toEqual(['key']);
  });

  it.each<[string, (receipt: ReceiptFile) => object, string[]]>([
    ['another text', (one) => ({ ...one, events: one.events.map((event) => ({ ...event, leaf: `${event.leaf} ` })) }), ['event']],
    ['another place', (one) => ({ ...one, events: one.events.map((event) => ({ ...event, position: 5 })) }), ['event']],
    ['a place behind the end', (one) => ({ ...one, events: one.events.map((event) => ({ ...event, position: 7 })) }), ['event']],
    ['a path that is too short', (one) => ({ ...one, events: one.events.map((event) => ({ ...event, path: event.path.slice(1) })) }), ['event']],
    ['a path that is too long', (one) => ({ ...one, events: one.events.map((event) => ({ ...event, path: [...event.path, event.path[0]] })) }), ['event']],
    ['another size beside its head', (one) => ({ ...one, head: { ...one.head, size: 8 } }), ['head']],
    ['the head of another log', (one) => ({ ...one, head: { ...one.head, head: signed({ log: 'other', size: 7, root: one.head.root }) } }), ['head']],
    [
      'a head of another type',
      (one) => ({ ...one, head: { ...one.head, head: signed({ log: 'audit', size: 7, root: one.head.root }, privateKey, { alg: 'ES256', typ: 'JWT' }) } }),
      ['signature'],
    ],
    [
      'a head signed by somebody else',
      (one) => ({
        ...one,
        head: { ...one.head, head: signed({ log: 'audit', size: 7, root: one.head.root }, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey) },
      }),
      ['signature'],
    ],
    ['a head that is no JWS', (one) => ({ ...one, head: { ...one.head, head: 'noise' } }), ['signature', 'head']],
  ])('with %s is not proven', async (_case, change, doubts) => {
    const receipt = await receiptOf(7, [3]);
    expect(await broken(receipt, pinned)).toEqual([]);
    expect(await broken(change(receipt), pinned)).toEqual(doubts);
  });
});
