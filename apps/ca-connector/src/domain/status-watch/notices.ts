import type { Turn } from '../revocation/revocation-orders.js';
import type { CaEvent } from '../request-ledger.js';
import type { WatchedCertificate } from './watch-ledger.js';

/** A revocation that an authority told of, until it is followed. */
export interface Notice extends WatchedCertificate {
  readonly certificate: Uint8Array;
  readonly revokedAt: Date;
  readonly tries: number;
  readonly failure?: string | undefined;
}

/** Revocations that were noticed, each step with its event in one transaction. */
export abstract class Notices {
  /** Writes it down with its event; one that is known stays as it is, and one that had been lifted is open again. */
  abstract add(certificate: WatchedCertificate, times: { readonly revokedAt: Date; readonly now: Date }, event: CaEvent): Promise<void>;

  /** Those that are to be followed now. Nobody else gets them until the turn is over. */
  abstract take(turn: Turn, limit: number): Promise<readonly Notice[]>;

  /** `lifted`: the authority no longer says so. */
  abstract close(requestId: string, state: 'done' | 'lifted', event: CaEvent): Promise<void>;
  abstract postpone(requestId: string, next: { readonly at: Date; readonly failure: string }, event?: CaEvent): Promise<void>;

  abstract open(): Promise<number>;
}
