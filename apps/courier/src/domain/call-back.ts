/** Why an announcement was not taken; a word, and nothing that the other side said. */
export type NotAnnouncedReason = 'address' | 'network' | 'unreachable' | 'late' | 'redirect' | 'refused';

/** An announcement that nobody took. */
export class NotAnnounced extends Error {
  override readonly name = 'NotAnnounced';

  constructor(
    readonly reason: NotAnnouncedReason,
    /** The HTTP status, where there was one. */
    readonly status?: number,
  ) {
    super(status === undefined ? reason : `${reason} (${status})`);
  }
}

/** A way to post to an address that a client chose. */
export abstract class CallBack {
  /** Posts a small JSON text and returns when it was taken. Keeps nothing of it. @throws NotAnnounced and nothing else */
  abstract post(address: URL, body: string, headers?: Readonly<Record<string, string>>): Promise<void>;
}
