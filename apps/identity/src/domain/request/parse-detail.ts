import { OAuthRefusal } from '../oauth-refusal.js';
import type { CredentialRequest, RequestedDocument } from './authorisation-request.js';
import { checkDigests } from './check-digests.js';
import { checkNumSignatures } from './check-num-signatures.js';
import { optionalText, requiredText } from './parameter.js';
import { parseCredentialId } from './parse-credential-id.js';
import { parseHash } from './parse-hash.js';
import { parseLabel } from './parse-label.js';

/** Types of `authorization_details` that authorise signatures: that of CSC API 2.0 and that of 2.2. */
export const detailTypes = ['credential', 'https://cloudsignatureconsortium.org/2025/credential'] as const;

/** Members a detail may have, and a document's digest in it; any other is refused (RFC 9396 section 5). */
const detailMembers = new Set(['type', 'credentialID', 'signatureQualifier', 'numSignatures', 'documentDigests', 'hashAlgorithmOID', 'locations']);
const digestMembers = new Set(['hash', 'label', 'hashType', 'signed_props', 'circumstantialData']);

/** One entry of `authorization_details` that authorises signatures (CSC API v2 8.4.2, data model 1.0 SignatureCreationApproval). */
export function parseDetail(detail: object): CredentialRequest {
  const members: Record<string, unknown> = { ...detail };
  refuseUnknownMembers(members, detailMembers);
  if (!detailTypes.some((type) => type === members['type'])) throw new OAuthRefusal('invalid_authorization_details', 'Unsupported authorization details type');
  if (optionalText(members['signatureQualifier'], 'signatureQualifier')) throw new OAuthRefusal('invalid_request', 'Invalid parameter signatureQualifier');
  const credentialId = parseCredentialId(members['credentialID']);
  const documents = parseDigests(members['documentDigests']);
  const hashAlgorithmOid = requiredText(members['hashAlgorithmOID'], 'hashAlgorithmOID');
  checkDigests(
    documents.map((document) => document.hash),
    hashAlgorithmOid,
  );
  // CSC API 2.0 has no such member: the count is that of the digests.
  const numSignatures = checkNumSignatures(members['numSignatures'] ?? documents.length, documents.length);
  return { scope: 'credential', credentialId, documents, hashAlgorithmOid, numSignatures };
}

function parseDigests(value: unknown): RequestedDocument[] {
  if (!Array.isArray(value)) throw new OAuthRefusal('invalid_request', 'Missing (or invalid type) array parameter documentDigests');
  if (value.length === 0) throw new OAuthRefusal('invalid_request', 'Empty documentDigests array');
  return value.map(parseDigest);
}

function parseDigest(value: unknown): RequestedDocument {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new OAuthRefusal('invalid_request', 'Missing (or invalid type) array parameter documentDigests');
  }
  const members: Record<string, unknown> = { ...value };
  refuseUnknownMembers(members, digestMembers);
  refuseOtherHashTypes(members['hashType']);
  return { hash: parseHash(requiredText(members['hash'], 'hash')), label: parseLabel(members['label'], 'label') };
}

/** The digest is signed as it comes, so it can only be that of the data to be signed; clients differ in the case of the word. */
function refuseOtherHashTypes(value: unknown): void {
  const type = optionalText(value, 'hashType');
  if (type !== undefined && type.toLowerCase() !== 'dtbsr') throw new OAuthRefusal('invalid_request', 'Invalid parameter hashType');
}

function refuseUnknownMembers(members: Readonly<Record<string, unknown>>, known: ReadonlySet<string>): void {
  const unknown = Object.keys(members).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new OAuthRefusal('invalid_authorization_details', `Unknown member ${JSON.stringify(unknown.slice(0, 60))} in authorization_details`);
}
