import { toBase64 } from '@paraph/kernel';
import { readPublicKey, type PublicKey } from './public-key.js';

/** Public keys kept read: to parse one costs as much as a fifth of a P-256 signature. */
const MOST = 1_000;

/** Public keys by their bytes, the least recently used forgotten. */
export class ReadKeys {
  readonly #keys = new Map<string, PublicKey>();

  /** @throws `algorithm.unsupported` for anything that the product makes no keys of */
  read(spki: Uint8Array): PublicKey {
    const name = toBase64(spki);
    const key = this.#keys.get(name) ?? readPublicKey(spki);
    this.#keys.delete(name);
    this.#keys.set(name, key);
    const [oldest] = this.#keys.keys();
    if (this.#keys.size > MOST && oldest !== undefined) this.#keys.delete(oldest);
    return key;
  }
}
