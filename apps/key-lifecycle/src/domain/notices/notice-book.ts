/** Days before the end of a certificate at which those who should know are told; the nearest last. */
export class NoticeDays {
  constructor(readonly days: readonly number[]) {}
}

/** A certificate whose end has come within one of those days, and of whom nobody was told yet. */
export interface Ending {
  readonly credentialId: string;
  readonly signerId: string;
  readonly subscriberId: string;
  readonly validTo: Date;
  /** The nearest of the days that it has come within. */
  readonly days: number;
}

/** What is told at once: a signer of one certificate, a subscriber's contact of all that wait for it. */
export type Letter = { readonly letterId: string; readonly tries: number } & (
  | { readonly recipient: 'signer'; readonly credentialId: string }
  | {
      readonly recipient: 'subscriber';
      readonly subscriberId: string;
      readonly certificates: readonly { readonly credentialId: string; readonly validTo: Date }[];
    }
);

/** What became of a letter. `nobody`: there was nobody to tell, or nothing any more. */
export type LetterEnd = { readonly state: 'sent' | 'nobody' | 'failed' } | { readonly state: 'due'; readonly nextTryAt: Date };

/** Who was told what of whom. What is planned survives a restart, and is planned once. */
export abstract class NoticeBook {
  /** The next certificates that nobody was told of. One is not told of days that are more than half of its life. */
  abstract endingSoon(now: Date, { days }: NoticeDays, limit: number): Promise<readonly Ending[]>;

  /** Plans a notice for the signer and one for the subscriber, with an event each time a certificate comes within its days. */
  abstract plan(endings: readonly Ending[], now: Date): Promise<void>;

  /** What is to be told now. Certificates that were renewed or have ended meanwhile are in none. */
  abstract letters(now: Date, limit: number): Promise<readonly Letter[]>;

  abstract settle(letter: Letter, end: LetterEnd): Promise<void>;
}
