/** Reads revocation lists of our own authorities. Their signature is not its concern: the SAM has just made it. */
export abstract class RevocationListReader {
  /** Serial numbers, hexadecimal, of the certificates that were revoked at this moment or later. */
  abstract revokedSince(crl: Uint8Array, since: Date): readonly string[];
}
