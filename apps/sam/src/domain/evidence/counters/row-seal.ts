import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { SealedRow } from '../../ports/sealed-rows.js';
import type { Token } from '../../ports/token.js';
import { macInput } from '../../records/mac-input.js';

/**
 * Seals rows that change under their lock. Nobody may wait for the token while he holds a lock, so the key is the token's
 * MAC over a fixed text, asked for once at the start; it seals rows of one sort and nothing else.
 */
export class RowSeal {
  private constructor(
    private readonly sort: string,
    private readonly key: KeyObject,
  ) {}

  /** @throws `hsm.unavailable` */
  static async open(sort: string, token: Token): Promise<RowSeal> {
    return new RowSeal(sort, createSecretKey(await token.mac('one-time-code', macInput('row-key', sort, 1))));
  }

  /** The text as the row to store. */
  close(id: string, text: string): SealedRow {
    return { id, text, mac: this.mac(id, text) };
  }

  /** Whether this SAM wrote that text, under that id. */
  isGenuine({ id, text, mac }: SealedRow): boolean {
    const expected = this.mac(id, text);
    return mac.length === expected.length && timingSafeEqual(mac, expected);
  }

  private mac(id: string, text: string): Uint8Array {
    return new Uint8Array(
      createHmac('sha256', this.key)
        .update(macInput(this.sort, id, text))
        .digest(),
    );
  }
}
