import { Refusal } from './refusal.js';

/** The identity service's interaction id; it becomes part of an address, so nothing but these characters may pass. */
const UID = /^[A-Za-z0-9_-]{8,64}$/;

/** The form of a compact JWS (RFC 7515 section 7.1); whether it is a good one is verified later. */
const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** 400 documents with long labels stay far below this. */
const LONGEST_FRAGMENT = 2_000_000;

/**
 * What identity hands over behind the `#`, which no server ever sees: `uid` and `statement`, each once, nothing else.
 * The address of identity is deliberately not among them: it is part of the release.
 * @param {string} fragment `location.hash`
 * @returns {{ uid: string, statement: string }}
 * @throws {Refusal} request.missing, request.malformed
 */
export function parseFragment(fragment) {
  const text = fragment.replace(/^#/, '');
  if (text === '') throw new Refusal('request.missing', 'empty fragment');
  if (text.length > LONGEST_FRAGMENT) throw new Refusal('request.malformed', 'fragment too long');
  const parameters = new URLSearchParams(text);
  const names = [...parameters.keys()].sort();
  if (names.join() !== 'statement,uid') throw new Refusal('request.malformed', `parameters ${names.join() || 'none'}`);
  const uid = parameters.get('uid') ?? '';
  const statement = parameters.get('statement') ?? '';
  if (!UID.test(uid)) throw new Refusal('request.malformed', 'uid');
  if (!COMPACT_JWS.test(statement)) throw new Refusal('request.malformed', 'statement is not a compact JWS');
  return { uid, statement };
}
