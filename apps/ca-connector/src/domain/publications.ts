import type { AuthorityName, CertificateName, Policy, RevocationList } from './publication-sources.js';
import type { CaEvent } from './request-ledger.js';

/** A policy as it was published once. Nothing published is changed or taken back afterwards. */
export interface PublishedPolicy extends Policy {
  /** SHA-256 over everything the policy says, hexadecimal: what it is found by. */
  readonly edition: string;
  readonly publishedAt: Date;
  /** Whether it is among those in force now. */
  readonly isInForce: boolean;
}

/** What is published, as it was last taken from the authorities. It stays readable while they are away. */
export abstract class Publications {
  abstract certificate(name: CertificateName): Promise<Uint8Array | undefined>;

  /** Publishes a certificate; publishing it again changes nothing. */
  abstract publishCertificate(name: CertificateName, certificate: Uint8Array): Promise<void>;

  /** The highest number of a list: whoever keeps a copy of the list sees by it whether it is still the newest. */
  abstract listNumber(authority: AuthorityName): Promise<number | undefined>;

  /** The list with the highest number. */
  abstract list(authority: AuthorityName): Promise<RevocationList | undefined>;

  /** Publishes a list, with the event if its number is new. */
  abstract publishList(list: RevocationList, event: CaEvent): Promise<void>;

  /** Every version of every policy, newest first. */
  abstract policies(): Promise<readonly PublishedPolicy[]>;

  /** Publishes the policies in force; those that are not among them stay readable as former ones. */
  abstract publishPolicies(inForce: readonly Policy[], at: Date): Promise<void>;

  /** Since when the issuing authority is over. */
  abstract endedAt(): Promise<Date | undefined>;

  /** Publishes its end; the first moment told counts. */
  abstract publishEnd(at: Date): Promise<void>;
}
