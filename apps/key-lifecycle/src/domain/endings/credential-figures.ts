/** How many credentials there are of each state, and of whom. */
export interface CredentialCounts {
  readonly states: readonly { readonly state: string; readonly count: number }[];
  readonly subscribers: number;
  readonly signers: number;
  readonly lastValidTo: Date | undefined;
}

/** Counts, for people. */
export abstract class CredentialFigures {
  abstract count(): Promise<CredentialCounts>;
}
