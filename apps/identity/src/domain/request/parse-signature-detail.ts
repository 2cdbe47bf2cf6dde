import { OAuthRefusal } from '../oauth-refusal.js';
import type { CredentialRequest, RequestedDocument } from './authorisation-request.js';
import { checkDigests } from './check-digests.js';
import { checkNumSignatures } from './check-num-signatures.js';
import { isObject, knownMembers } from './detail-members.js';
import { optionalText, requiredText } from './parameter.js';
import { parseHash } from './parse-hash.js';
import { parseLabel } from './parse-label.js';
import { parseWithWhat } from './parse-with-what.js';

const detailMembers = new Set(['type', 'credentialID', 'signatureQualifier', 'numSignatures', 'documentDigests', 'hashAlgorithmOID', 'locations']);
const digestMembers = new Set(['hash', 'label', 'hashType', 'signed_props', 'circumstantialData']);

/** A detail that authorises signatures (CSC API v2 8.4.2, data model 1.0 SignatureCreationApproval). */
export function parseSignatureDetail(detail: object): CredentialRequest {
  const members = knownMembers(detail, detailMembers);
  const withWhat = parseWithWhat(members);
  const documents = parseDigests(members['documentDigests']);
  const hashAlgorithmOid = (documents.length > 0 ? requiredText : optionalText)(members['hashAlgorithmOID'], 'hashAlgorithmOID');
  checkDigests(
    documents.map((document) => document.hash),
    hashAlgorithmOid,
  );
  // CSC API 2.0 has no such member: the count is that of the digests.
  const counted = documents.length > 0 ? documents.length : undefined;
  const numSignatures = checkNumSignatures(members['numSignatures'] ?? counted, documents.length);
  return { scope: 'credential', ...withWhat, documents, ...(hashAlgorithmOid !== undefined && { hashAlgorithmOid }), numSignatures };
}

/** Whether none are enough is the credential's to say. */
function parseDigests(value: unknown): RequestedDocument[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new OAuthRefusal('invalid_request', 'Missing (or invalid type) array parameter documentDigests');
  return value.map(parseDigest);
}

function parseDigest(value: unknown): RequestedDocument {
  if (!isObject(value)) throw new OAuthRefusal('invalid_request', 'Missing (or invalid type) array parameter documentDigests');
  const members = knownMembers(value, digestMembers);
  refuseOtherHashTypes(members['hashType']);
  return { hash: parseHash(requiredText(members['hash'], 'hash')), label: parseLabel(members['label'], 'label') };
}

/** The digest is signed as it comes, so it can only be that of the data to be signed; clients differ in the case of the word. */
function refuseOtherHashTypes(value: unknown): void {
  const type = optionalText(value, 'hashType');
  if (type !== undefined && type.toLowerCase() !== 'dtbsr') throw new OAuthRefusal('invalid_request', 'Invalid parameter hashType');
}
