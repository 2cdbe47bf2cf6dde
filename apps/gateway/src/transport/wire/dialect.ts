import type { CscError, ErrorTable } from '../csc-error.js';

/** What differs between the versions where they say the same thing. */
export interface Dialect {
  readonly name: 'v1' | 'v2';
  /** Names of the members that carry digests and their algorithm; `signatures/timestamp` has those of v1 in both versions. */
  readonly hashes: 'hash' | 'hashes';
  readonly hashAlgorithm: 'hashAlgo' | 'hashAlgorithmOID';
  /** Whether older names are taken from clients whose profile says so. */
  readonly takesOldNames: boolean;
  /** Which of two unsupported algorithms is told first: v1 has the row of the digest before that of the signature (v1 11.9, v2 11.10). */
  readonly judgesHashAlgorithmFirst: boolean;
  readonly words: {
    readonly malformedHeader: CscError;
    /** The one method whose table has another text for it (v1 11.8). */
    readonly malformedHeaderOfSendOtp: CscError;
    readonly malformedLogin: CscError;
    /** Whatever is locked, where the version does not tell which. */
    readonly locked: CscError;
    /** With the name of the certificate, where the version says it. */
    certificateExpired(name: string): CscError;
  };
  readonly errors: ErrorTable;
}
