/** The authorities that are published here. */
export const authorityNames = ['root', 'issuing'] as const;
export type AuthorityName = (typeof authorityNames)[number];

/** Whose certificates are published here: the authorities', and that of the unit that gives time-stamps. */
export const certificateNames = [...authorityNames, 'tsa'] as const;
export type CertificateName = (typeof certificateNames)[number];

/** The certificates to publish. An authority that gives no time-stamps has none for them. */
export type AuthorityCertificates = Readonly<Record<AuthorityName, Uint8Array>> & { readonly tsa?: Uint8Array | undefined };

/** One version of a policy and of the terms that belong to it, as the SAM works by them. */
export interface Policy {
  readonly id: string;
  readonly version: string;
  /** SHA-256 of the policy's file, hexadecimal. */
  readonly digest: string;
  readonly policyOids: readonly string[];
  readonly profile: string;
  readonly terms: { readonly version: string; readonly text: string };
}

/** Everything that an authority has published besides lists and answers (CRT-03). */
export interface AuthorityFacts {
  readonly certificates: AuthorityCertificates;
  /** Those in force. */
  readonly policies: readonly Policy[];
  /** Since when the issuing authority certifies nobody any more (CRT-07). */
  readonly endedAt?: Date | undefined;
  /** When a certificate of the issuing authority was revoked last. */
  readonly revokedLastAt?: Date | undefined;
}

/** A revocation list with its place in time. */
export interface RevocationList {
  readonly authority: AuthorityName;
  readonly number: number;
  /** DER. */
  readonly crl: Uint8Array;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

/** A status answer and until when it may be repeated. */
export interface StatusAnswer {
  /** OCSPResponse, DER. */
  readonly response: Uint8Array;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

/** An answer composed before anybody asked. */
export interface PreparedAnswer extends StatusAnswer {
  /** Hexadecimal. */
  readonly serialNumber: string;
}

/** Whom a question of status is about. */
export interface StatusSubject {
  readonly authority: AuthorityName;
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** Of the question, where it is to come back in the answer (RFC 9654). */
  readonly nonce?: Uint8Array | undefined;
}

/** Which answers are composed next, in the order of serial numbers. */
export interface AnswerPage {
  readonly authority: AuthorityName;
  /** The last serial number of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** An authority that has its certificates and policies published by us. Optional: others publish their own. */
export abstract class AuthorityFactsSource {
  abstract facts(): Promise<AuthorityFacts>;
}

/** An authority that has its revocation lists published by us. Optional. */
export abstract class RevocationListSource {
  abstract composeList(authority: AuthorityName): Promise<RevocationList>;
}

/** An authority that has questions of status answered by us. Optional. */
export abstract class StatusSource {
  abstract composeAnswer(subject: StatusSubject): Promise<StatusAnswer>;

  /** Answers about the next certificates that are still valid, and whether there may be more behind them. */
  abstract composeAnswers(page: AnswerPage): Promise<{ readonly answers: readonly PreparedAnswer[]; readonly more: boolean }>;
}
