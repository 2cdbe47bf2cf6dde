import { textDigest } from '../challenge.js';
import { Refusal } from '../refusal.js';
import { recall, remember } from '../session.js';

/**
 * A new means is registered in one visit and confirmed with an older one in the next; in between it was in others' hands.
 * The signer confirms a digest of what was registered, and a digest means nothing to a person: if this page took it from
 * the address alone, whoever wrote the address could have a means of their own confirmed. So the tab keeps the digest of
 * what it made itself, under the change it made it for, and confirms nothing else.
 */

/** @param {string} change its identifier */
const nameOf = (change) => `registered ${change}`;

/** @param {string} change its identifier @param {string} registrations the text that is carried */
export async function rememberRegistrations(change, registrations) {
  remember(nameOf(change), await textDigest(registrations));
}

/**
 * @param {string} change its identifier
 * @param {string} offered the digest in the address
 * @throws {Refusal} request.foreign_registration
 */
export function requireOwnRegistrations(change, offered) {
  if (recall(nameOf(change)) !== offered) throw new Refusal('request.foreign_registration', `offered ${offered}`);
}
