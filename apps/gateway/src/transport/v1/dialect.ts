import { errors, refusals, type CscError } from '../csc-error.js';
import type { Dialect } from '../wire/dialect.js';

/** One sentence for whatever is wrong with the header (v1 10.1). */
const malformed: CscError = refusals.bad(
  'The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.',
);
const locked = refusals.bad('OTP locked');

/** CSC API 1.0.4.0. */
export const v1: Dialect = {
  name: 'v1',
  hashes: 'hash',
  hashAlgorithm: 'hashAlgo',
  takesOldNames: false,
  judgesHashAlgorithmFirst: true,
  words: {
    malformedHeader: malformed,
    // The table's own spelling, which clients compare (v1 11.8).
    malformedHeaderOfSendOtp: refusals.bad('Malformed authroization header.'),
    malformedLogin: { status: 401, error: 'invalid_request', description: 'Malformed authentication parameter.' },
    locked,
    certificateExpired: (name) => (name === '' ? refusals.certificateExpired : refusals.certificateOfExpired(name)),
  },
  errors: {
    ...errors,
    'hash.algorithm_missing': refusals.missingString('hashAlgo'),
    'hash.algorithm_unsupported': refusals.invalid('hashAlgo'),
    'hash.not_authorised': refusals.bad('Hash is not authorized by the SAD.'),
    'evidence.locked': locked,
  },
};

/** What v1 says of the two factors it knows (v1 11.6). */
export const factorWords = {
  PIN: { wrong: { status: 400, error: 'invalid_pin', description: 'The PIN is invalid' }, locked: refusals.bad('PIN locked') },
  OTP: { wrong: { status: 400, error: 'invalid_otp', description: 'The OTP is invalid' }, locked },
} as const;
