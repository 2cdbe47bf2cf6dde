import { createHash, createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { fromBase64Url, toBase64Url } from '@paraph/kernel';
import type { Token } from '../ports/token.js';
import { macInput } from '../records/mac-input.js';
import type { EntryBody, Head, StoredEntry } from './journal-entry.js';
import type { RowStopped } from './journal-change.js';

/** Digest of no stops at all. */
export const NO_STOPS = new Uint8Array(32);

/** What an entry follows. */
export interface Footing extends Head {
  readonly stops: Uint8Array;
}

/** A head that another process keeps for the SAM: it can lose it, and not make one. */
export interface WitnessedHead {
  readonly epoch: number;
  readonly sequence: number;
  /** base64url, 32 bytes each. */
  readonly mac: string;
  readonly seal: string;
}

/**
 * Chains entries and seals heads. Nobody may wait for the token while he holds a lock, so the keys are the token's MACs over
 * fixed texts, asked for once at the start; they seal entries, or heads, and nothing else.
 */
export class JournalSeal {
  private readonly entryKey: KeyObject;
  private readonly headKey: KeyObject;

  constructor(entryKey: Uint8Array, headKey: Uint8Array) {
    [this.entryKey, this.headKey] = [createSecretKey(entryKey), createSecretKey(headKey)];
  }

  /** @throws `hsm.unavailable` */
  static async open(token: Token): Promise<JournalSeal> {
    const [entryKey, headKey] = [await token.mac('journal', macInput('entry-key', 1)), await token.mac('journal', macInput('head-key', 1))];
    return new JournalSeal(entryKey, headKey);
  }

  /** Where every chain begins. */
  get beginning(): Footing {
    return { epoch: 1, sequence: 0, mac: this.hmac(this.entryKey, macInput('journal-beginning', 1)), stops: NO_STOPS };
  }

  /** The next entry of the chain. */
  next(before: Footing, body: EntryBody, epoch = before.epoch): StoredEntry {
    const [sequence, text] = [before.sequence + 1, JSON.stringify(body)];
    const stops = stopsAfter(before.stops, sequence, body);
    return { epoch, sequence, body: text, stops, mac: this.macOf(before.mac, { epoch, sequence, body: text, stops }) };
  }

  /** Whether the entry was written by this SAM, after the one with that MAC. */
  follows(previousMac: Uint8Array, entry: StoredEntry): boolean {
    const expected = this.macOf(previousMac, entry);
    return entry.mac.length === expected.length && timingSafeEqual(entry.mac, expected);
  }

  /** A head as it leaves this process. */
  witness({ epoch, sequence, mac }: Head): WitnessedHead {
    return { epoch, sequence, mac: toBase64Url(mac), seal: toBase64Url(this.sealOf({ epoch, sequence, mac })) };
  }

  /** A head that comes back, if this SAM gave it away. */
  recognise({ epoch, sequence, mac, seal }: WitnessedHead): Head | undefined {
    const [macBytes, sealBytes] = [fromBase64Url(mac), fromBase64Url(seal)];
    if (!macBytes || !sealBytes) return undefined;
    const expected = this.sealOf({ epoch, sequence, mac: macBytes });
    return sealBytes.length === expected.length && timingSafeEqual(sealBytes, expected) ? { epoch, sequence, mac: macBytes } : undefined;
  }

  private macOf(previousMac: Uint8Array, { epoch, sequence, body, stops }: Omit<StoredEntry, 'mac'>): Uint8Array {
    return this.hmac(this.entryKey, macInput('journal-entry', toBase64Url(previousMac), sequence, epoch, toBase64Url(stops), body));
  }

  private sealOf({ epoch, sequence, mac }: Head): Uint8Array {
    return this.hmac(this.headKey, macInput('journal-head', epoch, sequence, toBase64Url(mac)));
  }

  private hmac(key: KeyObject, bytes: Uint8Array): Uint8Array {
    return new Uint8Array(createHmac('sha256', key).update(bytes).digest());
  }
}

/** The running digest over all stops: with it, a start reads the entries that stop something and none of those between. */
export function stopsAfter(before: Uint8Array, sequence: number, body: EntryBody): Uint8Array {
  const stops = body.changes.filter((change): change is RowStopped => change.kind === 'stop');
  if (stops.length === 0) return before;
  const listed = stops.map(({ of, id, version, act }) => [of, id, version, act]);
  return new Uint8Array(
    createHash('sha256')
      .update(before)
      .update(macInput('stops', sequence, JSON.stringify(listed)))
      .digest(),
  );
}
