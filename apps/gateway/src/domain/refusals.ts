import type { Bearer } from './bearer.js';

/** A refusal as the client got it. */
export interface Refusal {
  readonly method: string;
  readonly error: string;
  readonly description: string;
}

/** Where the gateway's own refusals go: events for clients it knows, a figure for strangers. */
export abstract class Refusals {
  abstract ofClient(bearer: Bearer, refusal: Refusal): Promise<void>;

  /** Counted only: whoever is not authenticated must not be able to fill the audit trail. */
  abstract ofStranger(error: string): void;
}
