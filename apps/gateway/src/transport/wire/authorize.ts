import type { AuthorisationFacts } from '@paraph/contracts';
import { digestAlgorithmByOid, digestFacts } from '@paraph/kernel';
import { CscRefusal, refusals, type CscError } from '../csc-error.js';
import type { Dialect } from './dialect.js';

/** Digests that are to be authorised. */
export interface AskedDigests {
  readonly numSignatures: number;
  readonly hashes?: readonly Uint8Array[] | undefined;
  /** As it came. */
  readonly hashAlgorithmOid?: string | undefined;
}

/** The same, as the SAM takes them. */
export interface CheckedDigests {
  readonly numSignatures: number;
  readonly hashes: readonly Uint8Array[];
  readonly hashAlgorithmOid?: string;
}

/**
 * What holds of the digests of every authorisation: hashes wherever the credential is SCAL 2, no more than signatures, of a known algorithm and
 * its length.
 */
export function checkDigests(dialect: Dialect, { scal }: Pick<AuthorisationFacts, 'scal'>, asked: AskedDigests): CheckedDigests {
  const { numSignatures, hashes = [] } = asked;
  if (hashes.length === 0 && scal === '2') throw new CscRefusal(refusals.missingArray(dialect.hashes));
  if (hashes.length > numSignatures) throw new CscRefusal(refusals.invalidValue('numSignatures'));
  const hashAlgorithmOid = hashes.length === 0 ? undefined : algorithmOf(dialect, hashes, asked.hashAlgorithmOid);
  return { numSignatures, hashes, ...(hashAlgorithmOid === undefined ? {} : { hashAlgorithmOid }) };
}

/** The algorithm of these digests, all of its length. */
export function algorithmOf(dialect: Dialect, hashes: readonly Uint8Array[], named: string | undefined): string {
  if (dialect.name === 'v1') return algorithmByLength(hashes);
  if (named === undefined) throw new CscRefusal(refusals.missingString(dialect.hashAlgorithm));
  const facts = digestAlgorithmByOid(named);
  if (facts === undefined) throw new CscRefusal(refusals.invalid(dialect.hashAlgorithm));
  if (hashes.some(({ length }) => length !== facts.bytes)) throw new CscRefusal(refusals.digestLength);
  return facts.oid;
}

/** v1 names no algorithm when it authorises: of those the service knows, the length tells which it is (v1 11.6). */
function algorithmByLength(hashes: readonly Uint8Array[]): string {
  const facts = Object.values(digestFacts).find(({ bytes }) => hashes.every(({ length }) => length === bytes));
  if (facts === undefined) throw new CscRefusal(refusals.digestLength);
  return facts.oid;
}

/** Rows of the error table of `credentials/authorize` that are not of one member (v1 11.6, v2 11.6). */
export const authorizeRows: readonly CscError[] = [refusals.invalid('credentialID'), refusals.disabled, refusals.tooManySignatures, refusals.authorisedByPage];
