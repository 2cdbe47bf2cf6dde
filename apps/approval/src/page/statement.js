import { activationChallenge } from './challenge.js';
import { asciiBytes, fromBase64Url } from './encoding.js';
import { Refusal } from './refusal.js';
import { parseStatement } from './statement-shape.js';

/**
 * @typedef {import('./statement-shape.js').Statement} Statement
 * @typedef {{ kty: string, crv: string, x: string, y: string, kid: string, alg?: string, use?: string }} StatementKey
 * @typedef {{ statement: Statement, challenge: string, keyId: string }} VerifiedStatement
 */

/** Separates statements from everything else that is signed in the token (RFC 8725 section 3.11). */
const TYPE = 'paraph-statement+jwt';

/** What a signer's clock may differ from the SAM's, in seconds, before a fresh statement looks made tomorrow. */
const CLOCK_TOLERANCE = 120;

/**
 * Verifies a statement against the keys this page carries and answers what it says, with the challenge over exactly
 * the characters that were verified. The header is closed: `alg`, `typ` and `kid`, so no `jwk`, `jku`, `x5c` or `crit`
 * can take part in the choice of the key or the meaning.
 * @param {string} compact the compact JWS
 * @param {{ keys: readonly StatementKey[], now: Date }} trust
 * @returns {Promise<VerifiedStatement>}
 * @throws {Refusal}
 */
export async function verifyStatement(compact, { keys, now }) {
  if (keys.length === 0) throw new Refusal('page.no_key', 'the release carries no key');
  if (globalThis.crypto?.subtle === undefined) throw new Refusal('page.insecure', 'no WebCrypto');
  const [header, payload, signature, ...rest] = compact.split('.');
  if (!header || !payload || !signature || rest.length > 0) throw malformed('not three parts');

  const { kid } = protectedHeader(header);
  const key = keys.find((one) => one.kid === kid);
  if (!key) throw new Refusal('statement.unknown_key', `kid ${kid}`);

  const signatureBytes = fromBase64Url(signature);
  if (signatureBytes?.length !== 64) throw new Refusal('statement.bad_signature', 'not 64 bytes');
  const genuine = await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, await importKey(key), signatureBytes, asciiBytes(`${header}.${payload}`));
  if (!genuine) throw new Refusal('statement.bad_signature', `not by key ${kid}`);

  const statement = parseStatement(json(payload));
  requireCurrent(statement, now);
  return { statement, challenge: await activationChallenge(compact), keyId: kid };
}

/**
 * Whether the signer still has time; asked again at the moment of the act.
 * @param {Statement} statement
 * @param {Date} now
 * @throws {Refusal} statement.expired, statement.not_yet_valid
 */
export function requireCurrent(statement, now) {
  const seconds = now.getTime() / 1000;
  if (seconds >= statement.exp) throw new Refusal('statement.expired', `exp ${statement.exp}`);
  if (seconds < statement.iat - CLOCK_TOLERANCE) throw new Refusal('statement.not_yet_valid', `iat ${statement.iat}`);
}

/** @param {string} segment @returns {{ kid: string }} */
function protectedHeader(segment) {
  const header = json(segment);
  if (typeof header !== 'object' || header === null) throw malformed('header');
  const { alg, typ, kid, ...others } = /** @type {Record<string, unknown>} */ (header);
  if (alg !== 'ES256') throw malformed('alg');
  if (typ !== TYPE) throw malformed('typ');
  if (typeof kid !== 'string' || kid === '') throw malformed('kid');
  if (Object.keys(others).length > 0) throw malformed(`header member ${Object.keys(others).join()}`);
  return { kid };
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
