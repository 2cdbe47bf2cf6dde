import { credentialRequestV1, credentialRequestV2, type CredentialRequest, type Parameters } from '@paraph/csc-client';
import type { Version } from '../statement.ts';
import { SHA256 } from './algorithms.ts';

/** What a signer brought. */
export interface Factors {
  readonly PIN?: string;
  readonly OTP?: string;
}

/** The names by which a version says the same. */
export interface Dialect {
  readonly version: Version;
  readonly hashAlgorithm: 'hashAlgo' | 'hashAlgorithmOID';
  /** `token_type` of a token of scope credential. */
  readonly credentialTokenType: 'SAD' | 'Bearer';
  readonly malformedHeader: string | undefined;
  /** Hashes to be authorised. */
  hashes(list: readonly string[]): object;
  /** Hashes to be signed. */
  toSign(list: readonly string[], algorithm?: string): object;
  factors(factors: Factors): object;
  credentialRequest(request: CredentialRequest): Parameters;
}

const v1: Dialect = {
  version: 'v1',
  hashAlgorithm: 'hashAlgo',
  credentialTokenType: 'SAD',
  malformedHeader: undefined,
  hashes: (hash) => ({ hash }),
  toSign: (hash, hashAlgo) => ({ hash, ...(hashAlgo === undefined ? {} : { hashAlgo }) }),
  factors: (factors) => factors,
  credentialRequest: credentialRequestV1,
};

const v2: Dialect = {
  version: 'v2',
  hashAlgorithm: 'hashAlgorithmOID',
  credentialTokenType: 'Bearer',
  malformedHeader: 'Malformed authorization header',
  hashes: (hashes) => ({ hashes, hashAlgorithmOID: SHA256 }),
  toSign: (hashes, hashAlgorithmOID) => ({ hashes, ...(hashAlgorithmOID === undefined ? {} : { hashAlgorithmOID }) }),
  factors: (factors) => ({ authData: Object.entries(factors).map(([id, value]) => ({ id, value: value as string })) }),
  credentialRequest: (request) => credentialRequestV2({ ...(request.hashes ? { hashAlgorithmOID: SHA256 } : {}), ...request }),
};

/** The dialect of each version. */
export const dialects: Readonly<Record<Version, Dialect>> = { v1, v2 };
