import type { PdfDocument } from './pdf-document.js';
import { unreadable } from './pdf-reader.js';
import { isArray, isReference, type PdfDictionary, type PdfReference, type PdfValue } from './pdf-value.js';

/** Nodes looked at before giving up. */
const maximumNodes = 1000;

/**
 * The page an invisible widget is attached to. A signature field needs a page even when it shows nothing.
 * @throws AdesError `document.unreadable`
 */
export function firstPage(document: PdfDocument): { reference: PdfReference; value: PdfDictionary } {
  const page = findLeaf(document, document.catalog.value.entries.get('Pages'), new Set());
  if (page === undefined) throw unreadable('it has no page');
  return page;
}

function findLeaf(document: PdfDocument, node: PdfValue | undefined, seen: Set<number>): { reference: PdfReference; value: PdfDictionary } | undefined {
  // Page objects must be indirect (ISO 32000-1 section 7.7.3.2); a node met twice or a very long way down is a broken tree.
  if (!isReference(node) || seen.has(node.number) || seen.size > maximumNodes) return undefined;
  seen.add(node.number);
  const value = document.dictionary(node);
  if (value === undefined) return undefined;
  const kids = document.resolve(value.entries.get('Kids'));
  if (!isArray(kids)) return { reference: node, value };
  for (const kid of kids.items) {
    const leaf = findLeaf(document, kid, seen);
    if (leaf !== undefined) return leaf;
  }
  return undefined;
}
