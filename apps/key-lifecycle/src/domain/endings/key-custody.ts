import type { destroyExpired, destroyOrphan, listKeys, ReplyOf } from '@paraph/contracts';

/** What the SAM did about a credential that may be over. */
export type ExpiryResult = ReplyOf<typeof destroyExpired>['results'][number];
/** A key in the SAM, and whose it is by the SAM's records. */
export type HeldKeyEntry = ReplyOf<typeof listKeys>['keys'][number];
export type KeyPage = ReplyOf<typeof listKeys>;
export type OrphanOutcome = ReplyOf<typeof destroyOrphan>['outcome'];

/** The SAM, as far as it ends what is over, and tells which keys it has. It judges both by itself. */
export abstract class KeyCustody {
  /** Repeating it changes nothing. @throws ServiceError `hsm.unavailable`, `journal.closed`, `record.tampered` */
  abstract destroyExpired(credentialIds: readonly string[]): Promise<readonly ExpiryResult[]>;

  /** @throws ServiceError `hsm.unavailable`, `record.tampered` */
  abstract keys(after: string | undefined): Promise<KeyPage>;

  /** @throws ServiceError `hsm.unavailable`, `record.tampered` */
  abstract destroyOrphan(keyId: string): Promise<OrphanOutcome>;
}
