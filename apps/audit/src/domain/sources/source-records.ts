import type { EventSource } from '@paraph/contracts';

/** When a source was heard last, and whether it was told that it is silent. */
export interface HeardSource {
  readonly source: EventSource;
  readonly lastAt: Date;
  /** What it said last: one that stopped in order said so. */
  readonly lastType: string;
  readonly silentSince?: Date;
}

/** What a process of a source said of itself when it started. */
export interface SourceStart {
  readonly position: number;
  readonly version: string;
  /** Digest of its settings. */
  readonly settings: string;
}

/** What is known of the sources beside their events. Each change is written with its event, in one transaction. */
export abstract class SourceRecords {
  /** Of every source that was ever heard. */
  abstract heard(): Promise<readonly HeardSource[]>;
  abstract silent(source: HeardSource): Promise<void>;
  abstract heardAgain(source: HeardSource): Promise<void>;
  /** The start that was looked at last. */
  abstract lastStart(source: EventSource): Promise<SourceStart | undefined>;
  /** Keeps a start as the last one; `before` is the one it differs from, where that is to be told. */
  abstract keepStart(source: EventSource, start: SourceStart, before?: SourceStart): Promise<void>;
}
