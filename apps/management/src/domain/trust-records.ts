import type { recordClient, RequestOf } from '@paraph/contracts';

/** What the SAM has to know of a client by itself: its name as signers see it, and its limits. */
export interface TrustedClient {
  readonly clientId: string;
  readonly subscriberId: string;
  readonly name: string;
  /** Most signatures one authorisation may cover. */
  readonly multisign: number;
  /** Public keys by which it signs orders and request objects; later only a quorum changes them. */
  readonly keys: RequestOf<typeof recordClient>['keys'];
}

/** Who keeps the clients' trust records. */
export abstract class TrustRecords {
  abstract record(client: TrustedClient): Promise<void>;
}
