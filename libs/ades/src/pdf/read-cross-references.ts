import type { CrossReferences, CrossReferenceSection, Location } from './cross-reference.js';
import { readStream } from './cross-reference-stream.js';
import { readTable } from './cross-reference-table.js';
import { PdfReader, unreadable } from './pdf-reader.js';
import { integerOf } from './pdf-value.js';

/**
 * Follows the chain of cross-reference sections from the end of the file; the newest word on an object counts.
 * @throws AdesError `document.unreadable`
 */
export function readCrossReferences(source: string): CrossReferences {
  const startOffset = findStart(source);
  const sections = readChain(source, startOffset);
  const newest = sections[0];
  if (newest === undefined) throw unreadable('it has no cross-references');
  const locations = new Map<number, Location>();
  for (const section of sections) {
    for (const [number, location] of section.locations) if (!locations.has(number)) locations.set(number, location);
  }
  // A cross-reference stream need not list itself, yet its number is taken.
  const taken = [...locations.keys(), ...sections.flatMap(({ ownNumber }) => ownNumber ?? [])];
  const highest = taken.reduce((a, b) => Math.max(a, b), 0);
  const nextNumber = Math.max(highest + 1, integerOf(newest.trailer.entries.get('Size')) ?? 0);
  return { form: newest.form, startOffset, trailer: newest.trailer, locations, nextNumber };
}

/**
 * The offset after the last `startxref`. Nothing but white space may follow the end-of-file marker: bytes there belong to
 * a damaged revision or to another file, and a signature over them would cover what nobody sees.
 */
function findStart(source: string): number {
  const at = source.lastIndexOf('startxref');
  const ending = at < 0 ? null : /^startxref[\0\t\n\f\r ]+(\d{1,15})[\0\t\n\f\r ]+%%EOF[\0\t\n\f\r ]*$/.exec(source.slice(at));
  if (ending === null) throw unreadable('it does not end with a cross-reference offset and the end-of-file marker');
  return Number(ending[1]);
}

function readChain(source: string, startOffset: number): CrossReferenceSection[] {
  const sections: CrossReferenceSection[] = [];
  const seen = new Set<number>();
  let next: number | undefined = startOffset;
  while (next !== undefined) {
    if (seen.has(next)) throw unreadable('its cross-reference sections run in a circle');
    seen.add(next);
    const section = readSection(source, next);
    const hidden = section.form === 'table' ? integerOf(section.trailer.entries.get('XRefStm')) : undefined;
    sections.push(hidden === undefined ? section : revealHidden(section, readSection(source, hidden)));
    next = integerOf(section.trailer.entries.get('Prev'));
  }
  return sections;
}

/** A hybrid file lists some objects as free in its table and truly only in a stream (ISO 32000-1 section 7.5.8.4). */
function revealHidden(table: CrossReferenceSection, hidden: CrossReferenceSection): CrossReferenceSection {
  const inUse = [...table.locations].filter(([, location]) => location.kind !== 'free');
  return {
    ...table,
    ...hidden,
    form: 'table',
    trailer: table.trailer,
    locations: new Map([...table.locations, ...hidden.locations, ...inUse]),
  };
}

function readSection(source: string, offset: number): CrossReferenceSection {
  if (offset < 0 || offset >= source.length) throw unreadable('a cross-reference offset points outside the file');
  const reader = new PdfReader(source, offset);
  reader.skipSpace();
  return reader.accepts('xref') ? readTable(reader) : readStream(reader);
}
