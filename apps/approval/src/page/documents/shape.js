import { fromBase64 } from '../encoding.js';
import { entries, members, oneOf, text, unsupported } from '../reading/members.js';
import { digestAlgorithms } from '../text/digest-algorithms.js';

/**
 * @typedef {'unverified' | 'client-signed'} LabelSource
 * @typedef {{ label: string, labelSource: LabelSource, hash: string, hashAlgorithm: string }} StatedDocument
 */

/** @type {readonly LabelSource[]} */
const LABEL_SOURCES = ['unverified', 'client-signed'];

/** The SAM's own limit for one authorisation. */
const MOST_DOCUMENTS = 400;

/**
 * The documents of a statement.
 * @param {unknown} value @param {string} at
 * @returns {StatedDocument[]}
 * @throws {import('../refusal.js').Refusal} statement.unsupported
 */
export function readDocuments(value, at) {
  const documents = entries(value, at).map((one, index) => readDocument(one, `${at}[${index}]`));
  if (documents.length > MOST_DOCUMENTS) throw unsupported(`${documents.length} documents`);
  return documents;
}

/** @param {unknown} value @param {string} at @returns {StatedDocument} */
function readDocument(value, at) {
  const one = members(value, at, ['label', 'labelSource', 'hash', 'hashAlgorithm']);
  const hashAlgorithm = text(one.hashAlgorithm, `${at}.hashAlgorithm`);
  const algorithm = digestAlgorithms.get(hashAlgorithm);
  if (!algorithm) throw unsupported(`${at}.hashAlgorithm`);
  const hash = text(one.hash, `${at}.hash`);
  if (fromBase64(hash)?.length !== algorithm.bytes) throw unsupported(`${at}.hash`);
  // A document without a name is shown as such; what is signed is its hash.
  const label = one.label === '' ? '' : text(one.label, `${at}.label`);
  return { label, labelSource: oneOf(one.labelSource, `${at}.labelSource`, LABEL_SOURCES), hash, hashAlgorithm };
}
