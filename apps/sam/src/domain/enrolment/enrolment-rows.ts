import type { Transaction } from '../ports/transactions.js';
import type { EnrolmentState } from './enrolment.js';

/** An enrolment as a row. Draft and state mean nothing before their MACs were checked: only `Enrolments` reads it. */
export interface EnrolmentRow {
  readonly enrolmentId: string;
  readonly credentialId: string;
  /** JSON, never changed. */
  readonly draft: string;
  readonly mac: Uint8Array;
  readonly state: EnrolmentState;
  readonly stateMac: Uint8Array;
  /** Of a renewal: it stands beside the one that made the key. */
  readonly isRenewal?: boolean | undefined;
}

/** Rows of enrolments, one for each credential, and one for each renewal of it. */
export abstract class EnrolmentRows {
  /** Answers false if the enrolment or another one of the same credential is there already. */
  abstract insert(transaction: Transaction, row: EnrolmentRow): Promise<boolean>;
  abstract find(enrolmentId: string): Promise<EnrolmentRow | undefined>;
  /** The one that made its key. */
  abstract ofCredential(credentialId: string): Promise<EnrolmentRow | undefined>;
  /** The one that made this key, if the row says so. */
  abstract ofKey(keyId: string): Promise<EnrolmentRow | undefined>;
  /** Takes the enrolment from one state to the next. Answers false if it is in another. */
  abstract advance(transaction: Transaction, enrolmentId: string, step: { from: EnrolmentState; to: EnrolmentState; stateMac: Uint8Array }): Promise<boolean>;
}
