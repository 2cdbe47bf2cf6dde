import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

/** Clear octets of one piece; the last one may have fewer, and none. */
const PIECE = 2 ** 20;
const TAG = 16;

/** AES-256-GCM piece by piece: each has its number and whether it is the last one in its nonce, so that none is missing, moved or added. */
class Pieces {
  readonly #key: Buffer;
  #number = 0;

  /** @param name of the part: each has a key of its own, so that no nonce comes twice under one key */
  constructor(key: Uint8Array, name: string) {
    this.#key = Buffer.from(hkdfSync('sha256', key, new Uint8Array(), `paraph-backup/${name}`, 32));
  }

  seal(piece: Uint8Array, isLast: boolean): Buffer {
    const cipher = createCipheriv('aes-256-gcm', this.#key, this.#nonce(isLast));
    return Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws Error where it is not the piece that was sealed at this place */
  open(piece: Buffer, isLast: boolean): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.#key, this.#nonce(isLast)).setAuthTag(piece.subarray(-TAG));
    return Buffer.concat([decipher.update(piece.subarray(0, -TAG)), decipher.final()]);
  }

  #nonce(isLast: boolean): Buffer {
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32BE(this.#number, 4);
    nonce.writeUInt8(isLast ? 1 : 0, 11);
    this.#number += 1;
    return nonce;
  }
}

/** Seals what comes, piece by piece. */
export async function* sealed(clear: AsyncIterable<Uint8Array>, key: Uint8Array, name: string): AsyncGenerator<Buffer> {
  const pieces = new Pieces(key, name);
  let rest: Buffer = Buffer.alloc(0);
  for await (const some of clear) {
    rest = Buffer.concat([rest, some]);
    // One octet more than a piece shows that it is not the last one.
    for (; rest.length > PIECE; rest = rest.subarray(PIECE)) yield pieces.seal(rest.subarray(0, PIECE), false);
  }
  yield pieces.seal(rest, true);
}

/** Opens what was sealed. What it gave out before it throws was sealed there; that nothing is missing is known at the end. @throws Error */
export async function* opened(closed: AsyncIterable<Uint8Array>, key: Uint8Array, name: string): AsyncGenerator<Buffer> {
  const pieces = new Pieces(key, name);
  let rest: Buffer = Buffer.alloc(0);
  for await (const some of closed) {
    rest = Buffer.concat([rest, some]);
    for (; rest.length > PIECE + TAG; rest = rest.subarray(PIECE + TAG)) yield pieces.open(rest.subarray(0, PIECE + TAG), false);
  }
  if (rest.length < TAG) throw new Error('the file ends before its last piece');
  yield pieces.open(rest, true);
}
