import { createHash } from 'node:crypto';

import { crossReferenceStream, crossReferenceTable, type WrittenObject } from './write-cross-references.js';
import { array, isArray, number, type PdfReference, type PdfValue } from './pdf-value.js';
import type { PdfDocument } from './pdf-document.js';
import { writeValue } from './write-value.js';

/** Entries that describe one section and not the document; all others are carried on (ISO 32000-1 section 7.5.6). */
const structural = new Set('Prev XRefStm Size Type W Index Length Filter DecodeParms'.split(' '));

/** A new revision appended to a document; what was there stays byte for byte. */
export class IncrementalUpdate {
  readonly #objects = new Map<number, { reference: PdfReference; value: PdfValue }>();
  #nextNumber: number;

  constructor(private readonly document: PdfDocument) {
    this.#nextNumber = document.crossReferences.nextNumber;
  }

  /** Adds an object under a number never used before. */
  add(value: PdfValue): PdfReference {
    const reference: PdfReference = { kind: 'reference', number: this.#nextNumber, generation: 0 };
    this.#nextNumber += 1;
    this.replace(reference, value);
    return reference;
  }

  /** Gives an object a new value. */
  replace(reference: PdfReference, value: PdfValue): void {
    this.#objects.set(reference.number, { reference, value });
  }

  /** The whole file with this revision, and where each of its objects begins. */
  write(): { source: string; offsets: ReadonlyMap<number, number> } {
    const base = this.document.source;
    let source = /[\r\n]$/.test(base) ? base : `${base}\n`;
    const written: WrittenObject[] = [];
    for (const { reference, value } of [...this.#objects.values()].sort((a, b) => a.reference.number - b.reference.number)) {
      written.push({ reference, offset: source.length });
      source += `${reference.number} ${reference.generation} obj\n${writeValue(value)}\nendobj\n`;
    }
    source += this.#crossReferences(written, source.length);
    return { source, offsets: new Map(written.map(({ reference, offset }) => [reference.number, offset])) };
  }

  /** The section takes the form of the newest one: the two forms may not be mixed along a chain (section 7.5.8.4). */
  #crossReferences(written: readonly WrittenObject[], offset: number): string {
    const { form, startOffset, trailer } = this.document.crossReferences;
    const kept = [...trailer.entries].filter(([key]) => !structural.has(key));
    const identifier = this.#identifier(written);
    const entries = new Map<string, PdfValue>([...kept, ['Prev', number(startOffset)]]);
    if (identifier !== undefined) entries.set('ID', identifier);
    const write = form === 'table' ? crossReferenceTable : crossReferenceStream;
    return write({ written, offset, nextNumber: this.#nextNumber, trailer: { kind: 'dictionary', entries } });
  }

  /** The first half of a file identifier names the document, the second this revision (section 14.4). */
  #identifier(written: readonly WrittenObject[]): PdfValue | undefined {
    const identifier = this.document.resolve(this.document.crossReferences.trailer.entries.get('ID'));
    const first = isArray(identifier) ? identifier.items[0] : undefined;
    if (first === undefined) return undefined;
    const revision = createHash('sha256').update(JSON.stringify(written));
    for (const { value } of this.#objects.values()) revision.update(writeValue(value), 'latin1');
    return array(first, { kind: 'string', source: `<${revision.digest('hex').slice(0, 32).toUpperCase()}>` });
  }
}
