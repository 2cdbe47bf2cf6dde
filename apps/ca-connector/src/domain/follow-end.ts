import type { Publications } from './publications.js';
import type { CredentialEnd } from './status-watch/credential-end.js';

/** Told at once of so many credentials; more in the next portion. */
const PORTION = 200;

/** Credentials that the embedded authority certified, and how many of them were followed since it ended. */
export abstract class EndedCredentials {
  /** Those that were not followed yet, in the order of their identifiers. */
  abstract next(limit: number): Promise<readonly string[]>;

  /** Followed up to and with this one. */
  abstract followed(credentialId: string): Promise<void>;
}

/**
 * The end of the embedded authority ends every credential it certified (CRT-07). The SAM destroys the keys by its own work; whoever shows
 * credentials hears of it from here, one after the other, once the SAM has come to it.
 */
export class FollowEnd {
  constructor(
    private readonly publications: Publications,
    private readonly credentials: EndedCredentials,
    private readonly end: CredentialEnd,
  ) {}

  /** Goes on where it was. Answers whether nothing is left to follow for now. @throws ServiceError `service.unavailable`, `hsm.unavailable` */
  async run(): Promise<boolean> {
    if (!(await this.publications.endedAt())) return true;
    for (;;) {
      const portion = await this.credentials.next(PORTION);
      for (const credentialId of portion) {
        // The SAM has not come to it: those behind it have to wait too, or it would be forgotten.
        if (!(await this.end.follow(credentialId))) return false;
        await this.credentials.followed(credentialId);
      }
      if (portion.length < PORTION) return true;
    }
  }
}
