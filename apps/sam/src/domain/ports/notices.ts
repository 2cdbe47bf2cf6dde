import type { BindingRecord } from '../records/record-kinds.js';

/** What a signer is told of without having asked: whatever makes a credential easier or harder to use, and where they want it, its use. */
export type NoticeKind =
  | 'means-added'
  | 'means-removed'
  | 'means-replaced'
  | 'means-unlocked'
  | 'credential-suspended'
  | 'credential-resumed'
  | 'destruction-approved'
  | 'credential-destroyed'
  | 'certificate-ending'
  | 'signature-made';

/** A notice, in the SAM's own words. */
export interface Notice {
  readonly kind: NoticeKind;
  /** A few lines of plain text: no link, nothing secret, nothing a stranger wrote. */
  readonly text: string;
  /** For the event, where the caller has it at hand. */
  readonly credentialId?: string | undefined;
  /** Of one that may be asked for again: under it, each address is told once. */
  readonly noticeId?: string | undefined;
}

/** Tells a signer by the addresses of the credential's own means. */
export abstract class Notices {
  /**
   * Sends the notice to every address that counts at this moment; answers to how many it went. A gateway that does not
   * take it leaves an event, and is no reason to undo what the notice is about. Never to be called inside a transaction.
   */
  abstract send(binding: BindingRecord, about: Notice): Promise<number>;
}
