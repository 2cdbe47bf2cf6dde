import type { reconcile, ReplyOf } from '@paraph/contracts';

/** Who knows what became of keys. */
export abstract class KeyDestructions {
  /** A compact JWS. @throws ServiceError `credential.unknown`, `credential.state`, `hsm.unavailable`, `record.tampered` */
  abstract certify(credentialId: string): Promise<string>;

  /** Has keys and credentials compared soon. */
  abstract reconcile(): Promise<ReplyOf<typeof reconcile>>;
}
