import type { Turn } from '../revocation/revocation-orders.js';
import type { CaEvent } from '../request-ledger.js';
import type { StatusName, VerifiedList } from './status-readers.js';

/** A certificate that an authority issued, as the ledger of requests has it. */
export interface IssuedRow {
  readonly requestId: string;
  readonly credentialId: string;
  readonly certificate: Uint8Array;
}

/** A certificate under watch. */
export interface WatchedCertificate extends StatusName {
  readonly requestId: string;
  readonly credentialId: string;
  readonly authority: string;
  /** SHA-256 of the certificate, hexadecimal. */
  readonly fingerprint: string;
}

/** One of the two ways in which an authority says what it has revoked. */
export interface Way {
  readonly authority: string;
  readonly kind: 'crl' | 'ocsp';
}

/** How the last look at an authority's statements ended. */
export interface Look {
  readonly nextAt: Date;
  readonly failure?: string | undefined;
  /** Set where what it said was believed just now. */
  readonly believedAt?: Date | undefined;
}

/** How an authority's statements stand. */
export interface Standing extends Way {
  readonly isBelieved: boolean;
  readonly believedAt?: Date | undefined;
}

/** What is watched, and the newest list of each issuer. */
export abstract class WatchLedger {
  /** The caller's turn to look at what an authority says in this way, if it is due and nobody else's; with what was wrong the last time. */
  abstract takeTurn(way: Way, turn: Turn): Promise<Pick<Look, 'failure'> | undefined>;
  abstract endTurn(way: Way, look: Look, event?: CaEvent): Promise<void>;

  /** Of every way that was ever looked at. */
  abstract standings(): Promise<readonly Standing[]>;

  /** Certificates of an authority that nobody watches yet. */
  abstract unwatched(authority: string, limit: number): Promise<readonly IssuedRow[]>;
  abstract watch(certificates: readonly (WatchedCertificate & { readonly notAfter: Date })[], from: Date): Promise<void>;

  /** Those of an authority that are valid and that it has not told to be revoked. */
  abstract watched(authority: string, now: Date): Promise<readonly WatchedCertificate[]>;
  /** Of those, the ones to ask about now; the next time they are due then. */
  abstract takeDue(authority: string, turn: Turn, limit: number): Promise<readonly (WatchedCertificate & { readonly certificate: Uint8Array })[]>;

  /** These were not asked about after all: they are due again then. */
  abstract putBack(requestIds: readonly string[], at: Date): Promise<void>;

  abstract newest(authority: string, issuer: string): Promise<{ readonly number: string; readonly thisUpdate: Date; readonly crl: Uint8Array } | undefined>;
  /** Keeps a list unless a newer one is kept. */
  abstract keep(authority: string, list: VerifiedList, crl: Uint8Array): Promise<void>;
}
