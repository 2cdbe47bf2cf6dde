import type { SealedJob } from '../jobs/sealed-jobs.js';
import type { SigningIntent } from './signing-journal.js';
import type { Transaction } from './transactions.js';

/** A job as a row. */
export interface JobRow extends SealedJob {
  readonly attemptId: string;
}

/** A job that is to be stored, with the attempt it will be. */
export interface NewJob extends JobRow {
  readonly clientId: string;
  readonly intent: SigningIntent;
  readonly validityMs: number;
  /** Whether somebody wants to be told when it has ended. */
  readonly isAnnounced: boolean;
}

/** A job with when its attempt ended, if it did. */
export interface KnownJob extends JobRow {
  readonly endedAt: Date | undefined;
}

/** An announcement whose turn it is. */
export interface DueAnnouncement extends JobRow {
  /** How often it was tried before. */
  readonly tries: number;
  /** When the result is kept no longer. */
  readonly endsAt: Date;
}

/** Requests that are signed later. Their attempts stand in the journal of signatures as waiting until they are claimed. */
export abstract class JobRows {
  /** How many wait, in all and of one client, seen from within the transaction. */
  abstract countWaiting(transaction: Transaction, clientId: string): Promise<{ readonly all: number; readonly ofClient: number }>;
  abstract add(transaction: Transaction, job: NewJob): Promise<void>;
  abstract find(attemptId: string): Promise<KnownJob | undefined>;
  /** Some that wait and are due, each client's oldest first and no client's all before another's. */
  abstract waiting(now: Date, limit: number): Promise<readonly JobRow[]>;
  /** Locks a job that waits. False if it does not wait any more, or somebody else is about to claim it: nobody waits here. */
  abstract hold(transaction: Transaction, attemptId: string): Promise<boolean>;
  /** Marks a job as claimed and its attempt as under way. False if the attempt did not wait. */
  abstract claim(transaction: Transaction, attemptId: string, now: Date): Promise<boolean>;
  /** Has a claimed job wait again. False if its attempt is not under way any more. */
  abstract putBack(transaction: Transaction, attemptId: string, dueAt: Date): Promise<boolean>;
  /** Has a job that waits come up later. */
  abstract postpone(attemptId: string, dueAt: Date): Promise<void>;
  /** Deletes jobs whose result is kept no longer. Answers how many. */
  abstract forget(now: Date): Promise<number>;
  /** Takes some announcements of ended jobs whose turn it is, each for one caller: until `again`, no other is given them. */
  abstract takeAnnouncements(now: Date, again: Date, limit: number): Promise<readonly DueAnnouncement[]>;
  /** When an announcement is tried again, or that it is over. */
  abstract scheduleAnnouncement(attemptId: string, next: Date | undefined): Promise<void>;
  /** How many jobs wait and how many announcements are not made, for figures. */
  abstract measure(): Promise<{ readonly waiting: number; readonly unannounced: number }>;
}
