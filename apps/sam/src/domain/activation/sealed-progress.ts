import { ServiceError } from '@paraph/contracts';
import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { ActivationProgress, ActivationRows, SealedTexts, StoredProgress } from '../ports/activation-rows.js';
import type { Token } from '../ports/token.js';
import type { Transaction } from '../ports/transactions.js';
import { macInput } from '../records/mac-input.js';

/** Progress whose row is locked. */
export type LockedProgress = ActivationProgress & SealedTexts & { readonly activationId: string };

/** What a locked row is to say from now on. */
export type NextProgress = Pick<ActivationProgress, 'state' | 'occurrences' | 'edition'> & SealedTexts;

/** The next letters of a locked row. */
export interface Move {
  readonly progress: ActivationProgress & { readonly activationId: string };
  readonly occurrences: string;
}

/**
 * What of an activation changes, under its row's lock and with a MAC. Nobody may wait for the token while he holds a lock,
 * so the key is the token's MAC over a fixed text, asked for once at the start; it seals progress and nothing else.
 */
export class SealedProgress {
  private constructor(
    private readonly rows: ActivationRows,
    private readonly key: KeyObject,
  ) {}

  /** @throws `hsm.unavailable` */
  static async open(rows: ActivationRows, token: Token): Promise<SealedProgress> {
    return new SealedProgress(rows, createSecretKey(await token.mac('activation', macInput('progress-key', 1))));
  }

  /** Progress as it is to be stored. */
  close(activationId: string, { state, occurrences, version, edition }: ActivationProgress): StoredProgress {
    const progress = { state, occurrences, version, ...(edition !== undefined && edition > 1 && { edition }) };
    return { ...progress, progressMac: this.mac(activationId, progress) };
  }

  /** Whether this SAM wrote that progress, for that activation. */
  isGenuine(activationId: string, { progressMac, ...progress }: StoredProgress): boolean {
    const expected = this.mac(activationId, progress);
    return progressMac.length === expected.length && timingSafeEqual(progressMac, expected);
  }

  /** Locks the row. @throws `record.tampered` */
  async lock(transaction: Transaction, activationId: string): Promise<LockedProgress | undefined> {
    const stored = await this.rows.lock(transaction, activationId);
    if (stored && !this.isGenuine(activationId, stored)) throw new ServiceError('record.tampered', 'the progress of an activation does not carry its MAC');
    if (stored) transaction.rely({ kind: 'activation', id: activationId, version: stored.version });
    return stored && { activationId, ...stored };
  }

  /** Locks the row for a stop, which goes through whatever is found. */
  async lockAsFound(transaction: Transaction, activationId: string): Promise<(LockedProgress & { readonly isGenuine: boolean }) | undefined> {
    const stored = await this.rows.lock(transaction, activationId);
    return stored && { activationId, ...stored, isGenuine: this.isGenuine(activationId, stored) };
  }

  /** Locks several rows, without their texts, in one order for everybody. What is not there is not in the answer; what carries no MAC of ours, says so. */
  async lockAll(
    transaction: Transaction,
    activationIds: readonly string[],
  ): Promise<ReadonlyMap<string, ActivationProgress & { readonly activationId: string; readonly isGenuine: boolean }>> {
    const stored = await this.rows.lockAll(transaction, activationIds);
    const found = [...stored].map(([activationId, one]) => ({ activationId, ...one, isGenuine: this.isGenuine(activationId, one) }));
    for (const { activationId: id, isGenuine, version } of found) if (isGenuine) transaction.rely({ kind: 'activation', id, version });
    return new Map(found.map((one) => [one.activationId, one]));
  }

  /** Writes the next letters of several locked rows, whose state stays, and tells the journal. */
  advanceAll(transaction: Transaction, moves: readonly Move[]): Promise<void> {
    return this.moveAll(transaction, moves)();
  }

  /** Tells the journal of the next letters of several locked rows, whose state stays. Answers how to write them. */
  moveAll(transaction: Transaction, moves: readonly Move[]): () => Promise<void> {
    const next = moves.map(({ progress: { activationId, state, version: before, edition }, occurrences }) => {
      const version = before + 1;
      transaction.enter({ kind: 'activation', id: activationId, version });
      return [activationId, this.close(activationId, { state, occurrences, version, edition })] as const;
    });
    return () => this.rows.advanceAll(transaction, new Map(next));
  }

  /** Writes the next progress of a locked row, and the texts where there are some, and tells the journal. The edition stays where none is given. */
  advance(transaction: Transaction, locked: Pick<LockedProgress, 'activationId' | 'version' | 'edition'>, next: NextProgress): Promise<void> {
    const { activationId, version: before, edition: current } = locked;
    const { state, occurrences, edition, completion, extension } = next;
    const version = before + 1;
    transaction.enter({ kind: 'activation', id: activationId, version });
    return this.rows.advance(transaction, activationId, {
      ...this.close(activationId, { state, occurrences, version, edition: edition ?? current }),
      ...(completion && { completion }),
      ...(extension && { extension }),
    });
  }

  // The first edition is not written: so it was before there was a second one.
  private mac(activationId: string, { state, occurrences, version, edition = 1 }: ActivationProgress): Uint8Array {
    const fields = ['progress', activationId, version, state, occurrences, ...(edition > 1 ? [edition] : [])];
    return new Uint8Array(
      createHmac('sha256', this.key)
        .update(macInput(...fields))
        .digest(),
    );
  }
}
