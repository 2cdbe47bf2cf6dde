import { array, name, number, withEntries, type PdfDictionary, type PdfReference } from './pdf-value.js';
import { writeValue } from './write-value.js';

/** An object of the revision and the offset it was written at. */
export interface WrittenObject {
  readonly reference: PdfReference;
  readonly offset: number;
}

/** What a cross-reference section is written from. */
export interface SectionInput {
  readonly written: readonly WrittenObject[];
  /** Where the section itself begins. */
  readonly offset: number;
  readonly nextNumber: number;
  readonly trailer: PdfDictionary;
}

/** A table with its trailer (ISO 32000-1 sections 7.5.4 and 7.5.5). */
export function crossReferenceTable({ written, offset, nextNumber, trailer }: SectionInput): string {
  const sections = subsections(written).map((run) => {
    // Each entry is twenty bytes with its two-character line ending.
    const entries = run.map((object) => `${digits(object.offset, 10)} ${digits(object.reference.generation, 5)} n\r\n`);
    return `${run[0]?.reference.number ?? 0} ${run.length}\n${entries.join('')}`;
  });
  const closing = writeValue(withEntries(trailer, { Size: number(nextNumber) }));
  return `xref\n${sections.join('')}trailer\n${closing}\n${ending(offset)}`;
}

/** A cross-reference stream (section 7.5.8), uncompressed: it holds a handful of entries, its own among them. */
export function crossReferenceStream({ written, offset, nextNumber, trailer }: SectionInput): string {
  const own: WrittenObject = { reference: { kind: 'reference', number: nextNumber, generation: 0 }, offset };
  const runs = subsections([...written, own]);
  const data = Buffer.concat(runs.flat().map(streamEntry));
  const dictionary = withEntries(trailer, {
    Type: name('XRef'),
    Size: number(nextNumber + 1),
    W: array(number(1), number(5), number(2)),
    Index: array(...runs.flatMap((run) => [number(run[0]?.reference.number ?? 0), number(run.length)])),
    Length: number(data.length),
  });
  const stream = `stream\n${data.toString('latin1')}\nendstream`;
  return `${nextNumber} 0 obj\n${writeValue(dictionary)}\n${stream}\nendobj\n${ending(offset)}`;
}

function streamEntry({ reference, offset }: WrittenObject): Buffer {
  const entry = Buffer.alloc(8);
  entry.writeUInt8(1, 0);
  entry.writeUIntBE(offset, 1, 5);
  entry.writeUInt16BE(reference.generation, 6);
  return entry;
}

/** Runs of consecutive object numbers. */
function subsections(written: readonly WrittenObject[]): WrittenObject[][] {
  const runs: WrittenObject[][] = [];
  for (const object of written) {
    const run = runs.at(-1);
    if (run?.at(-1)?.reference.number === object.reference.number - 1) run.push(object);
    else runs.push([object]);
  }
  return runs;
}

function ending(offset: number): string {
  return `startxref\n${offset}\n%%EOF\n`;
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
