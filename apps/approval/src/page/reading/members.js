import { fromBase64Url } from '../encoding.js';
import { Refusal } from '../refusal.js';

/**
 * Readers of a verified payload, one for each form a member can have. Strict on purpose: a member this page does not
 * know is something the signer would commit to without having seen it, so it is refused like a missing one.
 */

/** @param {string} detail */
export function unsupported(detail) {
  return new Refusal('statement.unsupported', detail);
}

/** @param {unknown} value @param {string} at @param {string[]} required @param {string[]} [optional] */
export function members(value, at, required, optional = []) {
  const found = record(value, at);
  const missing = required.find((name) => found[name] === undefined);
  if (missing) throw unsupported(`${at}.${missing} is missing`);
  const stranger = Object.keys(found).find((name) => !required.includes(name) && !optional.includes(name));
  if (stranger !== undefined) throw unsupported(`${at}.${stranger} is unknown`);
  return found;
}

/** @param {unknown} value @param {string} at @returns {Record<string, unknown>} */
export function record(value, at) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unsupported(at);
  return { ...value };
}

/** A text with at least one character. @param {unknown} value @param {string} at */
export function text(value, at) {
  if (typeof value !== 'string' || value === '') throw unsupported(at);
  return value;
}

/** @param {unknown} value @param {string} at @param {RegExp} pattern anchored at both ends */
export function matching(value, at, pattern) {
  const found = text(value, at);
  if (!pattern.test(found)) throw unsupported(at);
  return found;
}

/** An identifier of one kind, as the kernel makes them. @param {unknown} value @param {string} at @param {string} prefix */
export function identifier(value, at, prefix) {
  return matching(value, at, new RegExp(`^${prefix}_[A-Za-z0-9_-]{22}$`));
}

/** SHA-256 in lower-case hexadecimal. @param {unknown} value @param {string} at */
export function hexDigest(value, at) {
  return matching(value, at, /^[0-9a-f]{64}$/);
}

/** Bytes in canonical base64url. @param {unknown} value @param {string} at */
export function base64Url(value, at) {
  const found = text(value, at);
  if (!fromBase64Url(found)) throw unsupported(at);
  return found;
}

/** An address with a host. @param {unknown} value @param {string} at */
export function webAddress(value, at) {
  const found = text(value, at);
  if (!URL.canParse(found) || !/^https?:$/.test(new URL(found).protocol)) throw unsupported(at);
  return found;
}

/** A moment in ISO 8601. @param {unknown} value @param {string} at */
export function moment(value, at) {
  const found = matching(value, at, /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z$/);
  if (Number.isNaN(Date.parse(found))) throw unsupported(at);
  return found;
}

/** @param {unknown} value @param {string} at */
export function count(value, at) {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw unsupported(at);
  return value;
}

/**
 * One of a closed set.
 * @template {string} T
 * @param {unknown} value @param {string} at @param {readonly T[]} choices
 * @returns {T}
 */
export function oneOf(value, at, choices) {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw unsupported(at);
  return found;
}

/**
 * Some of a closed set, each at most once.
 * @template {string} T
 * @param {unknown} value @param {string} at @param {readonly T[]} choices
 * @returns {T[]}
 */
export function someOf(value, at, choices) {
  const found = entries(value, at).map((one) => oneOf(one, at, choices));
  if (new Set(found).size !== found.length) throw unsupported(`${at} twice`);
  return found;
}

/** A list with at least one entry. @param {unknown} value @param {string} at @returns {unknown[]} */
export function list(value, at) {
  const found = entries(value, at);
  if (found.length === 0) throw unsupported(at);
  return found;
}

/** A list that may be empty. @param {unknown} value @param {string} at @returns {unknown[]} */
export function entries(value, at) {
  if (!Array.isArray(value)) throw unsupported(at);
  return value;
}
