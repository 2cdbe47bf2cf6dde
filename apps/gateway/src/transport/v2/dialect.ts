import { errors, refusals } from '../csc-error.js';
import type { Dialect } from '../wire/dialect.js';

/** CSC API 2.0.0.2, with what 2.1 and 2.2 added. */
export const v2: Dialect = {
  name: 'v2',
  hashes: 'hashes',
  hashAlgorithm: 'hashAlgorithmOID',
  takesOldNames: true,
  judgesHashAlgorithmFirst: false,
  words: {
    malformedHeader: refusals.malformedHeader,
    malformedHeaderOfSendOtp: refusals.malformedHeader,
    malformedLogin: { status: 401, error: 'invalid_request', description: 'Malformed authentication parameter' },
    locked: refusals.locked,
    certificateExpired: () => refusals.certificateExpired,
  },
  errors,
};
