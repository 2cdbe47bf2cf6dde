import type { CredentialRequest, RequestParameters } from './authorisation-request.js';
import { checkDigests } from './check-digests.js';
import { checkNumSignatures } from './check-num-signatures.js';
import { hashesParameter } from './credential-parameters.js';
import { optionalText, requiredText } from './parameter.js';
import { parseHash } from './parse-hash.js';
import { parseWithWhat } from './parse-with-what.js';
import type { ServerBase } from './request-rules.js';

/**
 * The query form of a credential authorisation (CSC API v1 8.3.2, v2 8.4.2): hashes as comma-separated base64url. Whether none are
 * enough is the credential's to say.
 */
export function parseCredentialQuery(parameters: RequestParameters, base: ServerBase): CredentialRequest {
  const withWhat = parseWithWhat(parameters);
  const hashes = parseHashes(parameters, base);
  const hashAlgorithmOid = parseAlgorithm(parameters, base, hashes.length);
  checkDigests(hashes, hashAlgorithmOid);
  const numSignatures = checkNumSignatures(wholeNumber(parameters['numSignatures']), hashes.length);
  const documents = hashes.map((hash) => ({ hash, label: '' }));
  return { scope: 'credential', ...withWhat, documents, ...(hashAlgorithmOid !== undefined && { hashAlgorithmOid }), numSignatures };
}

/** The digests of the query form. */
export function parseHashes(parameters: RequestParameters, base: ServerBase): string[] {
  const name = hashesParameter(base);
  return optionalText(parameters[name], name)?.split(',').map(parseHash) ?? [];
}

function parseAlgorithm(parameters: RequestParameters, base: ServerBase, hashes: number): string | undefined {
  if (base === 'v1') return undefined;
  return (hashes > 0 ? requiredText : optionalText)(parameters['hashAlgorithmOID'], 'hashAlgorithmOID');
}

/** A count as text of digits. */
export function wholeNumber(value: unknown): number | undefined {
  const text = optionalText(value, 'numSignatures');
  return text !== undefined && /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}
