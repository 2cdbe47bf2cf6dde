import type { Period } from './event-finder.js';
import type { Breach, RuleName } from './rules.js';

/** `open` until somebody entitled says what it is; `explained` until another person agrees, or it is so no more. */
export const findingStates = ['open', 'explained', 'closed'] as const;
export type FindingState = (typeof findingStates)[number];

/** What somebody said of a finding. */
export interface Remark {
  /** An operator; absent where the log itself no longer has the breach. */
  readonly by?: string;
  readonly at: Date;
  readonly text: string;
}

export interface Finding extends Breach {
  readonly findingId: string;
  readonly reconciliationId: string;
  readonly state: FindingState;
  readonly openedAt: Date;
  readonly explanation?: Remark;
  readonly closing?: Remark;
}

/** Whoever asks for the comparison that is made each day. */
export const DAILY = 'audit';

/** A comparison that is to be made. */
export interface ReconciliationOrder {
  readonly reconciliationId: string;
  readonly period: Period;
  /** An operator, or `audit` for the one of each day. */
  readonly askedBy: string;
}

/** How one comparison went. */
export interface Reconciliation extends ReconciliationOrder {
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** Events that were looked at. */
  readonly events: number;
  /** Breaches by rule; a rule without one is there with 0, so that it is seen that it was judged by. */
  readonly breaches: Readonly<Record<RuleName, number>>;
  /** Of these, how many nobody had found before. */
  readonly opened: number;
  /** Findings that are so no more. */
  readonly resolved: number;
  /** Breaches that may be none: what belongs to them could stand in a month that was put away. */
  readonly undecided: number;
}

export interface FindingFilter {
  readonly state?: FindingState;
  readonly rule?: RuleName;
  readonly reconciliationId?: string;
  /** Opened in this period. */
  readonly opened?: Period;
}

export interface FindingPage {
  readonly after?: string;
  readonly limit: number;
}

/** What was found, and what became of it. Each change is written with its event, in one transaction. */
export abstract class Findings {
  /** Keeps breaches that are not findings yet; one that somebody closed stays closed. Answers how many are new. */
  abstract open(breaches: readonly Breach[], about: { readonly reconciliationId: string; readonly at: Date }): Promise<number>;
  abstract find(findingId: string): Promise<Finding | undefined>;
  /** Newest first. */
  abstract list(filter: FindingFilter, page: FindingPage): Promise<readonly Finding[]>;
  abstract count(): Promise<Readonly<Record<FindingState, number>>>;
  /** Answers false if its state was another meanwhile. */
  abstract explain(findingId: string, remark: Remark & { readonly by: string }): Promise<boolean>;
  /** Answers false if its state was none of these meanwhile. */
  abstract close(findingId: string, from: readonly FindingState[], remark: Remark): Promise<boolean>;
  /** Keeps that somebody wants a comparison; `outstanding` answers it until one of its identifier is kept. */
  abstract order(order: ReconciliationOrder): Promise<void>;
  /** Oldest first. */
  abstract outstanding(): Promise<readonly ReconciliationOrder[]>;
  /** Keeps how a comparison went, with its event. */
  abstract keep(reconciliation: Reconciliation): Promise<void>;
  abstract reconciliation(reconciliationId: string): Promise<Reconciliation | undefined>;
  /** The last one that nobody asked for. */
  abstract lastDaily(): Promise<Reconciliation | undefined>;
  /** Newest first. */
  abstract reconciliations(limit: number): Promise<readonly Reconciliation[]>;
}
