import type { AuthorityName, CertificateName, RevocationList } from './certificate-authority.js';
import type { CaEvent } from './request-ledger.js';

/** What is published, as it was last taken from the authorities. It stays readable while they are away. */
export abstract class Publications {
  abstract certificate(name: CertificateName): Promise<Uint8Array | undefined>;

  /** Publishes a certificate; publishing it again changes nothing. */
  abstract publishCertificate(name: CertificateName, certificate: Uint8Array): Promise<void>;

  /** The list with the highest number. */
  abstract list(authority: AuthorityName): Promise<RevocationList | undefined>;

  /** Publishes a list, with the event if its number is new. */
  abstract publishList(list: RevocationList, event: CaEvent): Promise<void>;
}
