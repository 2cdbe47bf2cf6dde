import type { Transaction } from './transactions.js';

/** `issued`: the SAD was given out. What is spent, the occurrences say. */
export type ActivationState = 'draft' | 'completed' | 'issued' | 'abandoned';

/** What of an activation changes, under its row's lock. */
export interface ActivationProgress {
  readonly state: ActivationState;
  /** One letter per authorised hash, in the draft's order; `occurrences.ts` knows them. */
  readonly occurrences: string;
  /** 1 for a new activation, one more each time it moves. The journal knows the newest one. */
  readonly version: number;
  /** Which SAD of the activation counts: absent for the first one, one more each time another takes its place. */
  readonly edition?: number | undefined;
}

/** Progress as it is stored. Without its MAC it means nothing: only `SealedProgress` reads and writes it. */
export interface StoredProgress extends ActivationProgress {
  readonly progressMac: Uint8Array;
}

/** An activation as a row. Its two texts mean nothing before their MACs were checked: only `Activations` reads them. */
export interface ActivationRow extends StoredProgress {
  readonly activationId: string;
  /** To find rows by; what counts is in the draft. */
  readonly clientId: string;
  readonly credentialId: string;
  /** JSON, never changed. */
  readonly draft: string;
  readonly draftMac: Uint8Array;
  /** JSON; what evidence was verified so far. */
  readonly completion?: SealedText | undefined;
  /** JSON; what the client added later. */
  readonly extension?: SealedText | undefined;
  readonly expiresAt: Date;
}

/** A text with its MAC. */
export interface SealedText {
  readonly text: string;
  readonly mac: Uint8Array;
}

/** The texts that are sealed after the draft. */
export interface SealedTexts {
  readonly completion?: SealedText | undefined;
  readonly extension?: SealedText | undefined;
}

/** A locked row, without its draft. */
export type LockedActivation = StoredProgress & SealedTexts;

/** Rows of activations, one each. */
export abstract class ActivationRows {
  abstract insert(transaction: Transaction, row: ActivationRow): Promise<void>;
  abstract find(activationId: string): Promise<ActivationRow | undefined>;
  /** How many drafts that are not past their time wait at this moment, for the credential and for the client. */
  abstract countOpen(
    by: { readonly credentialId: string; readonly clientId: string },
    now: Date,
  ): Promise<{ readonly ofCredential: number; readonly ofClient: number }>;
  /** Of one credential, newest first. */
  abstract ofCredential(credentialId: string, limit: number): Promise<readonly string[]>;
  /** The progress, locked until the transaction ends: whoever comes second waits and then sees what the first one did. */
  abstract lock(transaction: Transaction, activationId: string): Promise<LockedActivation | undefined>;
  /** The same of several rows, without their texts, locked in the order of their ids; those that are there, by id. */
  abstract lockAll(transaction: Transaction, activationIds: readonly string[]): Promise<ReadonlyMap<string, StoredProgress>>;
  /** Writes the progress of several locked rows. */
  abstract advanceAll(transaction: Transaction, progress: ReadonlyMap<string, StoredProgress>): Promise<void>;
  /** Writes the progress of a locked row, and the texts where they are given. */
  abstract advance(transaction: Transaction, activationId: string, progress: StoredProgress & SealedTexts): Promise<void>;
}
