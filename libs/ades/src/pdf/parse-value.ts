import type { PdfReader } from './pdf-reader.js';
import { array, type PdfArray, type PdfDictionary, type PdfValue } from './pdf-value.js';

/** Deeper nesting than any sane writer produces; a hostile file must not exhaust the stack. */
const maximumDepth = 64;

const reference = /(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>[\]{}/%])/y;
const numeral = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
const hexString = /<[0-9A-Fa-f\0\t\n\f\r ]*>/y;

/**
 * Reads the object at the cursor.
 * @throws AdesError `document.unreadable`
 */
export function parseValue(reader: PdfReader, depth = 0): PdfValue {
  if (depth > maximumDepth) throw reader.unreadable('objects are nested too deeply');
  reader.skipSpace();
  if (reader.accepts('<<')) return parseDictionary(reader, depth);
  if (reader.accepts('[')) return parseArray(reader, depth);
  if (reader.accepts('/')) return { kind: 'name', name: decodeName(reader.regularRun()) };
  if (reader.source[reader.position] === '(') return { kind: 'string', source: literalString(reader) };
  const hex = reader.match(hexString);
  if (hex !== null) return { kind: 'string', source: hex[0] };
  const pointer = reader.match(reference);
  if (pointer !== null) return { kind: 'reference', number: Number(pointer[1]), generation: Number(pointer[2]) };
  return parseKeywordOrNumber(reader);
}

function parseKeywordOrNumber(reader: PdfReader): PdfValue {
  const run = reader.regularRun();
  if (numeral.test(run)) return { kind: 'number', source: run };
  if (run === 'true' || run === 'false') return { kind: 'boolean', value: run === 'true' };
  if (run === 'null') return { kind: 'null' };
  throw reader.unreadable('an object was expected');
}

function parseArray(reader: PdfReader, depth: number): PdfArray {
  const items: PdfValue[] = [];
  for (;;) {
    reader.skipSpace();
    if (reader.accepts(']')) return array(...items);
    items.push(parseValue(reader, depth + 1));
  }
}

function parseDictionary(reader: PdfReader, depth: number): PdfDictionary {
  const entries = new Map<string, PdfValue>();
  for (;;) {
    reader.skipSpace();
    if (reader.accepts('>>')) return { kind: 'dictionary', entries };
    reader.expect('/');
    const key = decodeName(reader.regularRun());
    entries.set(key, parseValue(reader, depth + 1));
  }
}

/** A literal string with its parentheses, which may nest when balanced (section 7.3.4.2). */
function literalString(reader: PdfReader): string {
  const start = reader.position;
  let open = 0;
  for (let at = start; at < reader.source.length; at += 1) {
    const character = reader.source[at];
    if (character === '\\') at += 1;
    else if (character === '(') open += 1;
    else if (character === ')') open -= 1;
    if (open === 0) {
      reader.position = at + 1;
      return reader.source.slice(start, at + 1);
    }
  }
  throw reader.unreadable('a string does not end');
}

/** Names may spell any character as #xx (section 7.3.5); keys are compared after undoing that. */
function decodeName(raw: string): string {
  return raw.replace(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
