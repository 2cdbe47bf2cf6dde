import type { CrossReferenceSection, Location } from './cross-reference.js';
import { parseValue } from './parse-value.js';
import type { PdfReader } from './pdf-reader.js';
import { isDictionary } from './pdf-value.js';

const entry = /[\0\t\n\f\r ]*(\d{1,10}) +(\d{1,5}) +([nf])/y;
const subsection = /[\0\t\n\f\r ]*(\d{1,10})[ \t]+(\d{1,10})(?=[\0\t\n\f\r ])/y;

/** More objects than a page description can need; a count is believed only below it. */
const maximumEntries = 8_388_607;

/**
 * Reads a table and the trailer after it (section 7.5.4), the cursor behind the word `xref`.
 * @throws AdesError `document.unreadable`
 */
export function readTable(reader: PdfReader): CrossReferenceSection {
  const locations = new Map<number, Location>();
  for (let head = reader.match(subsection); head !== null; head = reader.match(subsection)) {
    readEntries(reader, { first: Number(head[1]), count: Number(head[2]) }, locations);
  }
  reader.skipSpace();
  reader.expect('trailer');
  const trailer = parseValue(reader);
  if (!isDictionary(trailer)) throw reader.unreadable('the trailer is not a dictionary');
  return { form: 'table', locations, trailer };
}

function readEntries(reader: PdfReader, range: { first: number; count: number }, into: Map<number, Location>): void {
  if (range.first + range.count > maximumEntries) throw reader.unreadable('the cross-reference table is too long');
  for (let index = 0; index < range.count; index += 1) {
    const found = reader.match(entry);
    if (found === null) throw reader.unreadable('a cross-reference entry was expected');
    const [, offset, generation, state] = found;
    into.set(range.first + index, state === 'n' ? { kind: 'offset', offset: Number(offset), generation: Number(generation) } : { kind: 'free' });
  }
}
