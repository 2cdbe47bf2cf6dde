import type { ChaosSite, SiteKind } from './chaos-site.ts';
import type { GatewayLoad, LoadShape } from './gateway-load.ts';

/** What a case has at hand while it hurts. */
export interface Scene {
  readonly site: ChaosSite;
  /** Signs meanwhile. */
  readonly load: GatewayLoad;
  /** Writes down a promise that was not kept. */
  readonly wrong: (what: string) => void;
  readonly say: (line: string) => void;
}

/** One row of the failure matrix: something is taken away under load, and comes back. */
export interface ChaosCase {
  readonly name: string;
  /** What is done, in one line. */
  readonly done: string;
  /** The test that does the same in small with every `npm test`. */
  readonly short?: string;
  readonly site: SiteKind;
  /** From the moment at which the cause was gone to the next answered signature, milliseconds. */
  readonly recoversWithinMs: number;
  /** Programs that may end in it; whatever else does breaks the promise. */
  readonly ends: readonly string[];
  readonly load?: Partial<LoadShape>;
  /** After it the stack is of no use to another case. */
  readonly spoils?: boolean;
  /** What this machine lacks for it. */
  readonly lacks?: () => string | undefined;
  /** Before anything is signed. */
  readonly prepare?: (site: ChaosSite) => Promise<void>;
  /** Takes away and gives back; answers the moment at which the cause was gone, by `performance.now()`. */
  readonly hurt: (scene: Scene) => Promise<number>;
  /** What else must hold once it signs again, before the account is drawn up. */
  readonly afterwards?: (scene: Scene) => Promise<void>;
}

/** What came of a case. */
export interface CaseRow {
  readonly case: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  /** From the end of the cause to the next answered signature; null where nothing ended. */
  readonly recoveredInMs: number | null;
  readonly signaturesAnswered: number;
  /** Answered, and not found in the SAM's journal, or with its events not in audit's log. */
  readonly signaturesWithoutRecord: number;
  /** Occurrences that were signed, or may have been, by more than one attempt. */
  readonly doubleSignatures: number;
  /** Events that a service wrote and that never came to the log. */
  readonly lost: number;
  /** Occurrences that were spent without an answer. */
  readonly burned: number;
  /** Requests that were answered when they were repeated. */
  readonly repeated: number;
  /** How often each refusal was heard in the end, after the client's one repetition. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Promises that were not kept, or what was missing. */
  readonly why: readonly string[];
}
