import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { opened, sealed } from './sealed-stream.ts';

const PIECE = 2 ** 20;
const CLOSED = PIECE + 16;
const key = randomBytes(32);

/** In chunks of this size, as a file or a pipe gives it. */
async function* chunks(bytes: Buffer, size = 65_536): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function whole(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const some of stream) all.push(some);
  return Buffer.concat(all);
}

const seal = (clear: Buffer, name = 'database'): Promise<Buffer> => whole(sealed(chunks(clear), key, name));
const open = (closed: Buffer, name = 'database', by = key): Promise<Buffer> => whole(opened(chunks(closed, 100_001), by, name));

describe('a sealed stream', () => {
  it.each([0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 17])('of %i octets opens to what it was', async (size) => {
    const clear = randomBytes(size);
    const closed = await seal(clear);
    expect(closed.length).toBe(size + 16 * Math.max(1, Math.ceil(size / PIECE)));
    expect((await open(closed)).equals(clear)).toBe(true);
  });

  const clear = randomBytes(3 * PIECE + 5);
  const piece = (closed: Buffer, at: number): Buffer => closed.subarray(at * CLOSED, (at + 1) * CLOSED);
  it.each<[string, (closed: Buffer) => Buffer]>([
    ['a bit that is another', (closed) => Buffer.from(closed.map((octet, at) => (at === CLOSED + 7 ? octet ^ 1 : octet)))],
    ['nothing in it', () => Buffer.alloc(0)],
    ['its last piece missing', (closed) => closed.subarray(0, 3 * CLOSED)],
    ['an octet missing at its end', (closed) => closed.subarray(0, -1)],
    ['an octet too many', (closed) => Buffer.concat([closed, Buffer.of(0)])],
    ['a piece missing in its middle', (closed) => Buffer.concat([piece(closed, 0), piece(closed, 2), closed.subarray(3 * CLOSED)])],
    ['two pieces in each other’s place', (closed) => Buffer.concat([piece(closed, 1), piece(closed, 0), closed.subarray(2 * CLOSED)])],
    ['its end twice', (closed) => Buffer.concat([closed, closed.subarray(3 * CLOSED)])],
  ])('does not open with %s', async (_what, change) => {
    const closed = await seal(clear);
    await expect(open(change(closed))).rejects.toThrow();
    expect((await open(closed)).equals(clear)).toBe(true);
  });

  it('does not open as another part, nor with the key of another backup', async () => {
    const closed = await seal(clear);
    await expect(open(closed, 'files')).rejects.toThrow();
    await expect(open(closed, 'database', randomBytes(32))).rejects.toThrow();
  });

  it('says nothing of what is in it', async () => {
    const text = Buffer.alloc(PIECE, 'the address of a signer ');
    expect((await seal(text)).includes('signer')).toBe(false);
  });
});
