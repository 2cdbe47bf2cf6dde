import type { Transaction } from './transactions.js';

/** What is counted of one means, outside its binding record, so that counting rewrites no record. */
export interface MeansCounter {
  /** Wrong tries since the last right one. */
  readonly wrongTries: number;
  readonly isLocked: boolean;
  /** Signature counter of a passkey (WebAuthn 6.1.1); 0 for those that never count. */
  readonly signCount: number;
  /** Last time step of a TOTP code that was accepted (RFC 6238): it is not accepted again. */
  readonly lastStep: number;
  /** One-time codes sent on a day (UTC, `2026-11-20`). */
  readonly codes: { readonly day: string; readonly count: number };
}

/** A means of which nothing was counted yet. */
export const freshCounter: MeansCounter = { wrongTries: 0, isLocked: false, signCount: 0, lastStep: 0, codes: { day: '', count: 0 } };

/**
 * Counters by means. The rows carry MACs; an old row put back is noticed by the replica's own memory, which only ever
 * counts up: what it has seen locked stays locked.
 */
export abstract class MeansCounters {
  /** @throws `record.tampered` */
  abstract read(meansId: string): Promise<MeansCounter>;

  /** Locks the row, has it changed, writes it. @throws `record.tampered` */
  abstract change(transaction: Transaction, meansId: string, change: (counter: MeansCounter) => MeansCounter): Promise<MeansCounter>;
}
