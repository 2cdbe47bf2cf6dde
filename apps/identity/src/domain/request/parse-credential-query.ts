import { OAuthRefusal } from '../oauth-refusal.js';
import type { CredentialRequest, RequestParameters } from './authorisation-request.js';
import { checkDigests } from './check-digests.js';
import { checkNumSignatures } from './check-num-signatures.js';
import { optionalText, requiredText } from './parameter.js';
import { parseCredentialId } from './parse-credential-id.js';
import { parseHash } from './parse-hash.js';
import { parseLabel } from './parse-label.js';

/**
 * The query form of a credential authorisation (CSC API v2 8.4.2): hashes as comma-separated base64url. Every credential
 * here is SCAL 2, so the hashes are mandatory.
 */
export function parseCredentialQuery(parameters: RequestParameters): CredentialRequest {
  const credentialId = parseCredentialId(parameters['credentialID']);
  const hashes = parseHashes(parameters['hashes']);
  const hashAlgorithmOid = requiredText(parameters['hashAlgorithmOID'], 'hashAlgorithmOID');
  checkDigests(hashes, hashAlgorithmOid);
  const numSignatures = checkNumSignatures(wholeNumber(parameters['numSignatures']), hashes.length);
  const label = parseLabel(parameters['description'], 'description');
  return { scope: 'credential', credentialId, documents: hashes.map((hash) => ({ hash, label })), hashAlgorithmOid, numSignatures };
}

function parseHashes(value: unknown): string[] {
  const text = optionalText(value, 'hashes');
  if (text === undefined) throw new OAuthRefusal('invalid_request', 'Missing (or invalid type) array parameter hashes');
  return text.split(',').map(parseHash);
}

function wholeNumber(value: unknown): number | undefined {
  const text = optionalText(value, 'numSignatures');
  return text !== undefined && /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}
