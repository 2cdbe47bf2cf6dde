/** What a time-stamp is wanted for. */
export interface TimestampQuestion {
  readonly hashAlgorithmOid: string;
  readonly hash: Uint8Array;
  /** Decimal. */
  readonly nonce?: string | undefined;
}

/** A time-stamp as it is given to clients. */
export interface Timestamp {
  /** TimeStampToken, DER. */
  readonly token: Uint8Array;
  readonly time: Date;
}

/** Who gives time-stamps: the embedded authority, or one elsewhere. */
export abstract class TimestampAuthority {
  /** The driver's name. */
  abstract readonly driver: string;

  /** TimeStampResp, DER, as it came. @throws `timestamp.refused`, `service.unavailable`, and what the SAM refuses with */
  abstract ask(question: TimestampQuestion): Promise<Uint8Array>;
}

/** Reads answers of time-stamping authorities. */
export abstract class TimestampReader {
  /** The time-stamp of an answer that is right in everything (RFC 3161 section 2.4.2). @throws `timestamp.refused` */
  abstract read(response: Uint8Array, question: TimestampQuestion): Timestamp;
}
