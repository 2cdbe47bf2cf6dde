import { againCodes } from './again.js';
import { evidenceKinds } from './reading/asking.js';
import { Refusal } from './refusal.js';

/**
 * What stands behind the `#`. `given`, `sent`, `again` and `lang` are hints of identity about how far a request has
 * come: they decide what is asked next and what is said, never whether anything is proven. That is the SAM's to judge,
 * from its own draft.
 * @typedef {import('./reading/asking.js').EvidenceKind} EvidenceKind
 * @typedef {import('./again.js').AgainCode} AgainCode
 * @typedef {{ statement: string, uid: string | undefined, given: EvidenceKind[], sent: string | undefined,
 *   again: AgainCode | undefined, offered: string | undefined, lang: 'en' | 'fr' | undefined }} Fragment
 */

/** The identity service's interaction id; it becomes part of an address, so nothing but these characters may pass. */
const UID = /^[A-Za-z0-9_-]{8,64}$/;

/** The form of a compact JWS (RFC 7515 section 7.1); whether it is a good one is verified later. */
const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** Channel and hint, as `sent` says that a code went out; shown only where the statement says the same. */
const SENT = /^(?:sms|email):[^\p{Cc}]{1,100}$/u;

/** SHA-256 in base64url: the last letter holds four bits. */
const DIGEST = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** 400 documents with long labels stay far below this. */
const LONGEST_FRAGMENT = 2_000_000;

const NAMES = ['uid', 'statement', 'given', 'sent', 'again', 'offered', 'lang'];

/** Whether the address asks for an approver's registration, which has no statement. @param {string} fragment `location.hash` */
export function isApproverFragment(fragment) {
  return /^#approver(?:&lang=(?:en|fr))?$/.test(fragment);
}

/**
 * What identity hands over behind the `#`, which no server ever sees: a statement and hints, each at most once, each of
 * a closed set, nothing else. The address of identity is deliberately not among them: it is part of the release.
 * @param {string} fragment `location.hash`
 * @returns {Fragment}
 * @throws {Refusal} request.missing, request.malformed
 */
export function parseFragment(fragment) {
  const text = fragment.replace(/^#/, '');
  if (text === '') throw new Refusal('request.missing', 'empty fragment');
  if (text.length > LONGEST_FRAGMENT) throw malformed('fragment too long');
  const parameters = new URLSearchParams(text);
  const names = [...parameters.keys()];
  const stranger = names.find((name, index) => !NAMES.includes(name) || names.indexOf(name) !== index);
  if (stranger !== undefined) throw malformed(`parameter ${stranger}`);

  const given = parameters.get('given');
  return {
    statement: required(parameters, 'statement', COMPACT_JWS),
    uid: optional(parameters, 'uid', UID),
    given: given === null ? [] : kinds(given),
    sent: optional(parameters, 'sent', SENT),
    again: among(parameters.get('again'), againCodes, 'again'),
    offered: optional(parameters, 'offered', DIGEST),
    lang: among(parameters.get('lang'), /** @type {const} */ (['en', 'fr']), 'lang'),
  };
}

/** @param {URLSearchParams} parameters @param {string} name @param {RegExp} pattern */
function optional(parameters, name, pattern) {
  return parameters.has(name) ? required(parameters, name, pattern) : undefined;
}

/** @param {URLSearchParams} parameters @param {string} name @param {RegExp} pattern */
function required(parameters, name, pattern) {
  const value = parameters.get(name);
  if (value === null || !pattern.test(value)) throw malformed(name);
  return value;
}

/** @param {string} value @returns {EvidenceKind[]} */
function kinds(value) {
  const found = value.split(',').map((one) => among(one, evidenceKinds, 'given'));
  if (new Set(found).size !== found.length) throw malformed('given twice');
  return found.filter((one) => one !== undefined);
}

/**
 * @template {string} T
 * @param {string | null} value @param {readonly T[]} choices @param {string} name
 * @returns {T | undefined}
 */
function among(value, choices, name) {
  if (value === null) return undefined;
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw malformed(name);
  return found;
}

/** @param {string} detail */
function malformed(detail) {
  return new Refusal('request.malformed', detail);
}
