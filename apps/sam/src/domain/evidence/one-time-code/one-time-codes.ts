import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { CodeRows, SealedRow } from '../../ports/sealed-rows.js';
import type { Token } from '../../ports/token.js';
import type { Transaction } from '../../ports/transactions.js';
import { RowSeal } from '../counters/row-seal.js';
import { refusedEvidence } from '../refused-evidence.js';

/** A code that was sent, as far as it is stored: never the code itself. */
export interface SentCode {
  /** What it was sent for: a draft, or the presence of one credential's signer for one client. */
  readonly reference: string;
  /** 1, 2, 3, … for each reference. */
  readonly serial: number;
  readonly meansId: string;
  /** The token's MAC over the code and what it is for, base64url. */
  readonly codeMac: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  readonly expiresAt: string;
  /** Tries it has had. */
  readonly tries: number;
  readonly isUsed: boolean;
}

/** A code just made. */
export type NewCode = Omit<SentCode, 'serial' | 'tries' | 'isUsed'>;

/** What this replica saw of the newest code of a reference. */
type Seen = Pick<SentCode, 'serial' | 'tries' | 'isUsed' | 'madeAt' | 'expiresAt'>;

/** Milliseconds between two codes of one reference. */
const APART = 30_000;
/** How far clocks of replicas may be apart, in milliseconds. */
const SKEW = 5_000;

/**
 * Codes under way, in a database that is not believed: rows carry MACs, and this replica remembers of each reference the
 * newest code, its tries and whether it was used. A hostile database buys at most the tries of one code in each replica.
 */
export class OneTimeCodes {
  private readonly seen = new Map<string, Seen>();
  private sweptAt = 0;

  private constructor(
    private readonly rows: CodeRows,
    private readonly seal: RowSeal,
    private readonly startedAt: Date,
  ) {}

  /** @throws `hsm.unavailable` */
  static async open(rows: CodeRows, token: Token, clock: Clock): Promise<OneTimeCodes> {
    return new OneTimeCodes(rows, await RowSeal.open('one-time-code', token), clock.now());
  }

  /**
   * Puts a new code in the place of the one before, which lives on if `allowed` refuses.
   *
   * @throws `evidence.too_many_codes`, `record.tampered`, and what `allowed` refuses with
   */
  async issue(transaction: Transaction, code: NewCode, allowed: () => Promise<void>): Promise<void> {
    const now = new Date(code.madeAt);
    this.forgetExpired(now);
    const newest = this.newest(code.reference, await this.locked(transaction, code.reference));
    const since = newest === undefined ? APART : now.getTime() - Date.parse(newest.madeAt);
    if (since >= 0 && since < APART)
      throw new ServiceError('evidence.too_many_codes', 'a code was sent a moment ago', { retryAfter: Math.ceil((APART - since) / 1_000) });
    await allowed();
    await this.write(transaction, { ...code, serial: (newest?.serial ?? 0) + 1, tries: 0, isUsed: false });
  }

  /** Takes one of a code's tries, before anybody compares anything. @throws `evidence.invalid`, `record.tampered` */
  async take(transaction: Transaction, reference: string, { tries, now }: { readonly tries: number; readonly now: Date }): Promise<SentCode> {
    const stored = await this.locked(transaction, reference);
    if (!stored) throw refusedEvidence('no code was sent');
    const code = this.known(stored);
    const madeAt = new Date(code.madeAt);
    if (madeAt < this.startedAt) throw refusedEvidence('the code was made before this process began');
    if (now.getTime() < madeAt.getTime() - SKEW || now >= new Date(code.expiresAt)) throw refusedEvidence('the code is not of this time');
    if (code.isUsed) throw refusedEvidence('the code was used');
    if (code.tries >= tries) throw refusedEvidence('the code has had its tries');
    const taken = { ...code, tries: code.tries + 1 };
    await this.write(transaction, taken);
    return taken;
  }

  /** Uses a code up, in the transaction in which it counts. @throws `evidence.invalid`, `record.tampered` */
  async use(transaction: Transaction, { reference, serial }: SentCode): Promise<void> {
    const stored = await this.locked(transaction, reference);
    const code = stored && this.known(stored);
    if (code?.serial !== serial || code.isUsed) throw refusedEvidence('the code was used or replaced meanwhile');
    await this.write(transaction, { ...code, isUsed: true });
  }

  // Remembered at once, whatever becomes of the transaction: what was tried was tried.
  private async write(transaction: Transaction, code: SentCode): Promise<void> {
    const { reference, serial, tries, isUsed, madeAt, expiresAt } = code;
    this.seen.set(reference, { serial, tries, isUsed, madeAt, expiresAt });
    await this.rows.write(transaction, this.seal.close(reference, JSON.stringify(code)));
  }

  private async locked(transaction: Transaction, reference: string): Promise<SentCode | undefined> {
    const row = await this.rows.lock(transaction, reference);
    return row && this.open(reference, row);
  }

  private open(reference: string, row: SealedRow): SentCode {
    if (row.id !== reference || !this.seal.isGenuine(row)) throw new ServiceError('record.tampered', 'a one-time code does not carry its MAC');
    // The MAC proves that this very code wrote the text from a value of this type.
    return JSON.parse(row.text) as SentCode;
  }

  /** The code with what this replica saw of it. */
  private known(code: SentCode): SentCode {
    const seen = this.seen.get(code.reference);
    if (!seen || seen.serial < code.serial) return code;
    if (seen.serial > code.serial) throw refusedEvidence('a code of before was put back');
    return { ...code, tries: Math.max(code.tries, seen.tries), isUsed: code.isUsed || seen.isUsed };
  }

  private newest(reference: string, stored: SentCode | undefined): Seen | undefined {
    const seen = this.seen.get(reference);
    return seen && stored && stored.serial > seen.serial ? stored : (seen ?? stored);
  }

  // A code whose time is over is refused by its own date: nothing is lost.
  private forgetExpired(now: Date): void {
    if (Math.abs(now.getTime() - this.sweptAt) < APART) return;
    this.sweptAt = now.getTime();
    for (const [reference, { expiresAt }] of this.seen) if (now.getTime() > Date.parse(expiresAt) + APART) this.seen.delete(reference);
  }
}
