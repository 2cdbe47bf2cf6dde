import { fromBase64, toHex } from '../encoding.js';
import { digestAlgorithms } from '../text/digest-algorithms.js';
import { shownHash } from '../text/shown.js';
import { visibleText } from '../text/visible-text.js';
import { MANY, groupDocuments } from './groups.js';

/**
 * @typedef {import('./groups.js').ListedDocument} ListedDocument
 * @typedef {{ documents: ListedDocument[], groups: import('./groups.js').DocumentGroup[] | undefined, documentsHeading: string,
 *   noneNamed: string | undefined, unverifiedNote: string | undefined }} ShownDocuments
 */

/**
 * The documents as their signer gets to see them, with what is to be said of their names.
 * @param {import('./shape.js').StatedDocument[]} stated
 * @param {import('../messages.js').Messages} say
 * @returns {ShownDocuments}
 */
export function describeDocuments(stated, say) {
  const documents = stated.map(listed);
  const count = documents.length;
  const isNamed = documents.some(({ label }) => label !== undefined);
  const isDoubtful = documents.some(({ label, labelSource }) => label !== undefined && labelSource === 'unverified');
  return {
    documents,
    groups: count < MANY ? undefined : groupDocuments(documents),
    documentsHeading: say.documents.heading(count),
    noneNamed: isNamed || count === 0 ? undefined : say.documents.noneNamed(count),
    unverifiedNote: isDoubtful ? say.documents.unverifiedNote : undefined,
  };
}

/** @param {import('./shape.js').StatedDocument} document @param {number} index @returns {ListedDocument} */
function listed({ label, labelSource, hash, hashAlgorithm }, index) {
  const algorithm = digestAlgorithms.get(hashAlgorithm)?.name ?? hashAlgorithm;
  const hex = toHex(fromBase64(hash) ?? new Uint8Array());
  return { position: index + 1, label: visibleText(label).trim() || undefined, labelSource, hash: shownHash(algorithm, hex) };
}
