import { readActivation } from './activation/shape.js';
import { activationChallenge, changeChallenge, enrolmentChallenge, proposalChallenge } from './challenge.js';
import { readChange } from './change/shape.js';
import { asciiBytes, fromBase64Url } from './encoding.js';
import { readEnrolment } from './enrolment/shape.js';
import { readProposal } from './proposal/shape.js';
import { Refusal } from './refusal.js';
import { importRecipient } from './sealed/jwe.js';

/**
 * @typedef {{ kty: string, crv: string, x: string, y: string, kid: string, alg?: string, use?: string }} StatementKey
 * @typedef {{ keys: readonly StatementKey[], now: Date }} Trust
 * @typedef {{ challenge: string, keyId: string }} Verification
 * @typedef {{ kind: 'activation', statement: import('./activation/shape.js').Statement } & Verification} VerifiedStatement
 * @typedef {{ kind: 'enrolment', statement: import('./enrolment/shape.js').EnrolmentStatement } & Verification} VerifiedEnrolment
 * @typedef {{ kind: 'change', statement: import('./change/shape.js').ChangeStatement } & Verification} VerifiedChange
 * @typedef {{ kind: 'proposal', statement: import('./proposal/shape.js').ProposalStatement } & Verification} VerifiedProposal
 * @typedef {VerifiedStatement | VerifiedEnrolment | VerifiedChange | VerifiedProposal} VerifiedRequest
 */

/** What a signer's clock may differ from the SAM's, in seconds, before a fresh statement looks made tomorrow. */
const CLOCK_TOLERANCE = 120;

/**
 * Verifies a statement against the keys this page carries and answers what it says, with the challenge over exactly
 * the characters that were verified. The header is closed: `alg`, `typ` and `kid`, so no `jwk`, `jku`, `x5c` or `crit`
 * can take part in the choice of the key or the meaning. The type decides which shape is read and which challenge is
 * computed, so that a statement of one kind can never be approved as another (RFC 8725 section 3.11).
 * @param {string} compact the compact JWS
 * @param {Trust} trust
 * @returns {Promise<VerifiedRequest>}
 * @throws {Refusal}
 */
export async function verifyRequest(compact, { keys, now }) {
  if (keys.length === 0) throw new Refusal('page.no_key', 'the release carries no key');
  if (globalThis.crypto?.subtle === undefined) throw new Refusal('page.insecure', 'no WebCrypto');
  const [header, payload, signature, ...rest] = compact.split('.');
  if (!header || !payload || !signature || rest.length > 0) throw malformed('not three parts');

  const { kid, typ } = protectedHeader(header);
  const key = keys.find((one) => one.kid === kid);
  if (!key) throw new Refusal('statement.unknown_key', `kid ${kid}`);

  const signatureBytes = fromBase64Url(signature);
  if (signatureBytes?.length !== 64) throw new Refusal('statement.bad_signature', 'not 64 bytes');
  const genuine = await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, await importKey(key), signatureBytes, asciiBytes(`${header}.${payload}`));
  if (!genuine) throw new Refusal('statement.bad_signature', `not by key ${kid}`);

  const request = await readRequest(compact, typ, json(payload), kid);
  requireCurrent(request.statement, now);
  if ('encryptionKey' in request.statement) await importRecipient(request.statement.encryptionKey);
  return request;
}

/**
 * The same for who can only approve a signature.
 * @param {string} compact @param {Trust} trust
 * @returns {Promise<VerifiedStatement>}
 * @throws {Refusal}
 */
export async function verifyStatement(compact, trust) {
  const request = await verifyRequest(compact, trust);
  if (request.kind !== 'activation') throw malformed(`typ of ${request.kind}`);
  return request;
}

/**
 * Whether the signer still has time; asked again at the moment of the act.
 * @param {{ iat: number, exp: number }} statement
 * @param {Date} now
 * @throws {Refusal} statement.expired, statement.not_yet_valid
 */
export function requireCurrent({ iat, exp }, now) {
  const seconds = now.getTime() / 1000;
  if (seconds >= exp) throw new Refusal('statement.expired', `exp ${exp}`);
  if (seconds < iat - CLOCK_TOLERANCE) throw new Refusal('statement.not_yet_valid', `iat ${iat}`);
}

/** @param {string} compact @param {string} typ @param {unknown} payload @param {string} keyId @returns {Promise<VerifiedRequest>} */
async function readRequest(compact, typ, payload, keyId) {
  switch (typ) {
    case 'paraph-statement+jwt':
      return { kind: 'activation', statement: readActivation(payload), challenge: await activationChallenge(compact), keyId };
    case 'paraph-enrolment+jwt':
      return { kind: 'enrolment', statement: readEnrolment(payload), challenge: await enrolmentChallenge(compact), keyId };
    case 'paraph-change+jwt':
      return { kind: 'change', statement: readChange(payload), challenge: await changeChallenge(compact), keyId };
    case 'paraph-proposal+jwt':
      return { kind: 'proposal', statement: readProposal(payload), challenge: await proposalChallenge(compact), keyId };
    default:
      throw malformed('typ');
  }
}

/** @param {string} segment @returns {{ kid: string, typ: string }} */
function protectedHeader(segment) {
  const header = json(segment);
  if (typeof header !== 'object' || header === null) throw malformed('header');
  const { alg, typ, kid, ...others } = /** @type {Record<string, unknown>} */ (header);
  if (alg !== 'ES256') throw malformed('alg');
  if (typeof typ !== 'string') throw malformed('typ');
  if (typeof kid !== 'string' || kid === '') throw malformed('kid');
  if (Object.keys(others).length > 0) throw malformed(`header member ${Object.keys(others).join()}`);
  return { kid, typ };
}

/** @param {StatementKey} key */
async function importKey({ kty, crv, x, y }) {
  try {
    return await crypto.subtle.importKey('jwk', { kty, crv, x, y }, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
  } catch (cause) {
    throw new Refusal('page.no_key', 'the key of this release cannot be read', cause);
  }
}

/** @param {string} segment @returns {unknown} */
function json(segment) {
  const bytes = fromBase64Url(segment);
  if (!bytes) throw malformed('base64url');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw new Refusal('statement.malformed', 'JSON', cause);
  }
}

/** @param {string} detail */
function malformed(detail) {
  return new Refusal('statement.malformed', detail);
}
