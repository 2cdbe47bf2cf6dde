import { meansChallenge } from './challenge.js';
import { parseFragment } from './fragment.js';
import { Refusal } from './refusal.js';
import { verifyRequest } from './statement.js';

/**
 * What the address asks for, verified: the statement, identity's hints, and the challenge that evidence is given over.
 * @typedef {import('./statement.js').VerifiedRequest} VerifiedRequest
 * @typedef {import('./fragment.js').Fragment} Fragment
 * @typedef {{ verified: VerifiedRequest, hints: Fragment, evidenceChallenge: string }} ReadRequest
 */

/**
 * @param {string} fragment `location.hash`
 * @param {import('./statement.js').Trust} trust
 * @returns {Promise<ReadRequest>}
 * @throws {Refusal}
 */
export async function readRequest(fragment, trust) {
  const hints = parseFragment(fragment);
  const verified = await verifyRequest(hints.statement, trust);
  requireFitting(hints, verified);
  const { offered } = hints;
  return {
    verified,
    hints,
    evidenceChallenge: offered === undefined ? verified.challenge : await meansChallenge(verified.challenge, offered),
  };
}

/**
 * Each kind of statement has its own hints, and what identity says was done has to be what the statement could ask for.
 * @param {Fragment} hints @param {VerifiedRequest} verified
 */
function requireFitting({ uid, given, sent, offered }, { kind, statement }) {
  // Approvers answer to nobody's application. Everything else may be part of an application's request, or of none.
  if (uid !== undefined && kind === 'proposal') throw misfit('uid');
  const asksEvidence = kind === 'activation' || kind === 'change';
  if (given.length > 0 && !asksEvidence) throw misfit('given');
  if (offered !== undefined && !(kind === 'change' && statement.change.act === 'add-means')) throw misfit('offered');
  if (sent === undefined) return;
  // Nothing of the address is ever shown: that a code went out is told with the statement's own words.
  const code = asksEvidence ? statement.means.code : undefined;
  if (!code || sent !== `${code.channel}:${code.hint}`) throw misfit('sent');
}

/** @param {string} name */
function misfit(name) {
  return new Refusal('request.malformed', `${name} does not fit the statement`);
}
