/** What the SAM has to know of a client by itself: its name as signers see it, and its limits. */
export interface TrustedClient {
  readonly clientId: string;
  readonly subscriberId: string;
  readonly name: string;
  /** Most signatures one authorisation may cover. */
  readonly multisign: number;
}

/** Who keeps the clients' trust records. */
export abstract class TrustRecords {
  abstract record(client: TrustedClient): Promise<void>;
}
