/** A statement of an authority that proves nothing: it is told of, and changes nothing. */
export class UnfitStatus extends Error {
  override readonly name = 'UnfitStatus';
}

/** A certificate as a statement of its authority names it. */
export interface StatusName {
  /** SHA-256 of the name of the pinned issuer, hexadecimal. */
  readonly issuer: string;
  /** Hexadecimal, as many digits as its bytes have. */
  readonly serialNumber: string;
}

/** A revocation list whose issuer is pinned, whose signature is right and whose time is now. */
export interface VerifiedList {
  readonly issuer: string;
  /** Decimal. */
  readonly number: string;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** When this certificate was revoked, if it is listed. */
  revokedAt(serialNumber: string): Date | undefined;
}

/** Reads and judges revocation lists (RFC 5280 section 6.3). */
export abstract class RevocationListJudge {
  /** The certificate's name among these issuers; nothing if none of them signed it. */
  abstract nameOf(certificate: Uint8Array, issuers: readonly Uint8Array[]): StatusName | undefined;

  /** @throws UnfitStatus */
  abstract judge(crl: Uint8Array, issuers: readonly Uint8Array[], now: Date): VerifiedList;
}

/** A certificate with its issuer; DER. */
export interface AskedCertificate {
  readonly certificate: Uint8Array;
  readonly issuer: Uint8Array;
}

/** An answer about one certificate. */
export interface VerifiedAnswer {
  /** Set for a revoked one. */
  readonly revokedAt?: Date | undefined;
  readonly thisUpdate: Date;
}

/** Asks and judges OCSP answers (RFC 6960 section 3.2). */
export abstract class StatusAnswerJudge {
  /** OCSPRequest, DER. */
  abstract question(asked: AskedCertificate): Uint8Array;

  /** @throws UnfitStatus, also for an answer that knows nothing of the certificate */
  abstract judge(response: Uint8Array, asked: AskedCertificate, now: Date): VerifiedAnswer;
}

/** Where authorities' statements come from. They are signed, so how they travel does not matter. */
export abstract class StatementSource {
  /** @throws `authority.unavailable` */
  abstract list(url: URL, within: AbortSignal): Promise<Uint8Array>;

  /** @throws `authority.unavailable` */
  abstract answer(url: URL, question: Uint8Array, within: AbortSignal): Promise<Uint8Array>;
}
