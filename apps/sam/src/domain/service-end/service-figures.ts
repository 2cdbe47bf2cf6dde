/** What the service holds, as the database counts it: for people who decide, never for what is done. */
export interface ServiceCounts {
  /** Credentials by their state. */
  readonly credentials: Readonly<Record<string, number>>;
  readonly containers: number;
  /** Signers' keys that are wrapped. */
  readonly keys: number;
  /** Certificates of the embedded authority that are valid at the moment and not revoked. */
  readonly certificates: number;
  /** Of signers' certificates bound here, those that an authority elsewhere issued and has to revoke. */
  readonly elsewhere: number;
  /** Authorisations that stand open. */
  readonly activations: number;
}

/** Counts. */
export abstract class ServiceFigures {
  abstract count(now: Date): Promise<ServiceCounts>;
}
