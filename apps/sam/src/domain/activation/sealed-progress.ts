import { ServiceError } from '@paraph/contracts';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ActivationProgress, ActivationRows, SealedTexts, StoredProgress } from '../ports/activation-rows.js';
import type { Token } from '../ports/token.js';
import type { Transaction } from '../ports/transactions.js';
import { macInput } from '../records/mac-input.js';

/**
 * What of an activation changes, under its row's lock and with a MAC. Nobody may wait for the token while he holds a lock,
 * so the key is the token's MAC over a fixed text, asked for once at the start; it seals progress and nothing else.
 */
export class SealedProgress {
  private constructor(
    private readonly rows: ActivationRows,
    private readonly key: Uint8Array,
  ) {}

  /** @throws `hsm.unavailable` */
  static async open(rows: ActivationRows, token: Token): Promise<SealedProgress> {
    return new SealedProgress(rows, await token.mac('activation', macInput('progress-key', 1)));
  }

  /** Progress as it is to be stored. */
  close(activationId: string, { state, occurrences }: ActivationProgress): StoredProgress {
    return { state, occurrences, progressMac: this.mac(activationId, { state, occurrences }) };
  }

  /** Whether this SAM wrote that progress, for that activation. */
  isGenuine(activationId: string, { progressMac, state, occurrences }: StoredProgress): boolean {
    const expected = this.mac(activationId, { state, occurrences });
    return progressMac.length === expected.length && timingSafeEqual(progressMac, expected);
  }

  /** Locks the row. @throws `record.tampered` */
  async lock(transaction: Transaction, activationId: string): Promise<(ActivationProgress & SealedTexts) | undefined> {
    const stored = await this.rows.lock(transaction, activationId);
    if (stored && !this.isGenuine(activationId, stored)) throw new ServiceError('record.tampered', 'the progress of an activation does not carry its MAC');
    return stored;
  }

  /** Locks the row for a stop, which goes through whatever is found. */
  async lockAsFound(transaction: Transaction, activationId: string): Promise<(ActivationProgress & { readonly isGenuine: boolean }) | undefined> {
    const stored = await this.rows.lock(transaction, activationId);
    return stored && { ...stored, isGenuine: this.isGenuine(activationId, stored) };
  }

  /** Writes the progress of a locked row, and the completion where there is one. */
  advance(transaction: Transaction, activationId: string, { completion, extension, ...progress }: ActivationProgress & SealedTexts): Promise<void> {
    return this.rows.advance(transaction, activationId, {
      ...this.close(activationId, progress),
      ...(completion && { completion }),
      ...(extension && { extension }),
    });
  }

  private mac(activationId: string, { state, occurrences }: ActivationProgress): Uint8Array {
    return new Uint8Array(
      createHmac('sha256', this.key)
        .update(macInput('progress', activationId, state, occurrences))
        .digest(),
    );
  }
}
