import { AdesError } from '../ades-error.js';
import type { CrossReferences } from './cross-reference.js';
import { decodeStream } from './decode-stream.js';
import { parseValue } from './parse-value.js';
import { PdfReader, unreadable } from './pdf-reader.js';
import { integerOf, isDictionary, isReference, type PdfDictionary, type PdfReference, type PdfValue } from './pdf-value.js';
import { readCrossReferences } from './read-cross-references.js';
import { streamBytes } from './stream-bytes.js';

/** A PDF opened for reading: its newest revision, object by object. */
export class PdfDocument {
  readonly #objectStreams = new Map<number, ReadonlyMap<number, PdfValue>>();

  private constructor(
    readonly source: string,
    readonly crossReferences: CrossReferences,
  ) {}

  /**
   * Opens a document without decoding its pages.
   * @throws AdesError `document.empty`, `document.unreadable`, `document.encrypted`
   */
  static open(bytes: Uint8Array): PdfDocument {
    if (bytes.byteLength === 0) throw new AdesError('document.empty', 'There is nothing to sign: the document is empty.');
    const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    // Offsets count from the header (section 7.5.2); a file with something before it would be signed with that in front.
    if (!/^%PDF-[12]\.\d/.test(source)) throw unreadable('it does not begin with a PDF header');
    const crossReferences = readCrossReferences(source);
    if (crossReferences.trailer.entries.has('Encrypt')) {
      throw new AdesError('document.encrypted', 'The PDF is encrypted; remove the protection before signing it.');
    }
    return new PdfDocument(source, crossReferences);
  }

  /** The catalog and the object that holds it. */
  get catalog(): { reference: PdfReference; value: PdfDictionary } {
    const reference = this.crossReferences.trailer.entries.get('Root');
    const value = this.resolve(reference);
    if (!isReference(reference) || !isDictionary(value)) throw unreadable('it has no catalog');
    return { reference, value };
  }

  /** The value itself, or the object it refers to. */
  resolve(value: PdfValue | undefined): PdfValue | undefined {
    let current = value;
    for (let hops = 0; isReference(current); hops += 1) {
      if (hops > 16) throw unreadable('its references run in a circle');
      current = this.#object(current);
    }
    return current;
  }

  /** The value if it is, or refers to, a dictionary. */
  dictionary(value: PdfValue | undefined): PdfDictionary | undefined {
    const resolved = this.resolve(value);
    return isDictionary(resolved) ? resolved : undefined;
  }

  /** A reference to an object that does not exist is the null object (section 7.3.10). */
  #object(reference: PdfReference): PdfValue {
    const location = this.crossReferences.locations.get(reference.number);
    if (location?.kind === 'compressed') {
      return this.#objectStream(location.stream).get(reference.number) ?? { kind: 'null' };
    }
    if (location?.kind !== 'offset' || location.generation !== reference.generation) return { kind: 'null' };
    return parseValue(this.#openObject(reference.number, location.offset));
  }

  #openObject(number: number, offset: number): PdfReader {
    const reader = new PdfReader(this.source, offset);
    if (offset >= this.source.length || reader.integer() !== number) {
      throw unreadable(`object ${number} is not where the cross-references say`);
    }
    reader.integer();
    reader.skipSpace();
    reader.expect('obj');
    return reader;
  }

  #objectStream(number: number): ReadonlyMap<number, PdfValue> {
    const known = this.#objectStreams.get(number);
    if (known !== undefined) return known;
    const location = this.crossReferences.locations.get(number);
    if (location?.kind !== 'offset') throw unreadable(`object stream ${number} is missing`);
    // Entered first, so that a stream whose length is inside itself ends in an error and not in recursion.
    this.#objectStreams.set(number, new Map());
    const reader = this.#openObject(number, location.offset);
    const entries = parseValue(reader);
    if (!isDictionary(entries)) throw unreadable(`object ${number} is not a stream`);
    const raw = streamBytes(reader, integerOf(this.resolve(entries.entries.get('Length'))));
    const objects = readObjectStream(entries, decodeStream(entries, raw).toString('latin1'));
    this.#objectStreams.set(number, objects);
    return objects;
  }
}

/** Section 7.5.7: pairs of object number and offset, then the objects. */
function readObjectStream(entries: PdfDictionary, source: string): ReadonlyMap<number, PdfValue> {
  const count = integerOf(entries.entries.get('N')) ?? 0;
  const first = integerOf(entries.entries.get('First')) ?? 0;
  const heading = new PdfReader(source);
  const objects = new Map<number, PdfValue>();
  for (let index = 0; index < count; index += 1) {
    const number = heading.integer();
    const offset = heading.integer();
    if (!objects.has(number)) objects.set(number, parseValue(new PdfReader(source, first + offset)));
  }
  return objects;
}
