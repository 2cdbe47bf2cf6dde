import type { CrossReferenceSection, Location } from './cross-reference.js';
import { decodeStream } from './decode-stream.js';
import { parseValue } from './parse-value.js';
import { unreadable, type PdfReader } from './pdf-reader.js';
import { integerOf, isArray, isDictionary, nameOf, type PdfDictionary, type PdfValue } from './pdf-value.js';
import { streamBytes } from './stream-bytes.js';

/**
 * Reads the cross-reference stream at the cursor (section 7.5.8).
 * @throws AdesError `document.unreadable`
 */
export function readStream(reader: PdfReader): CrossReferenceSection {
  const ownNumber = reader.integer();
  reader.integer();
  reader.skipSpace();
  reader.expect('obj');
  const entries = parseValue(reader);
  if (!isDictionary(entries) || nameOf(entries.entries.get('Type')) !== 'XRef') {
    throw reader.unreadable('neither a cross-reference table nor a cross-reference stream was found');
  }
  const data = decodeStream(entries, streamBytes(reader, integerOf(entries.entries.get('Length'))));
  return { form: 'stream', locations: readLocations(entries, data), trailer: entries, ownNumber };
}

function readLocations(entries: PdfDictionary, data: Buffer): Map<number, Location> {
  const [typeWidth = 0, secondWidth = 0, thirdWidth = 0] = integers(entries.entries.get('W'));
  const width = typeWidth + secondWidth + thirdWidth;
  if (secondWidth < 1 || [typeWidth, secondWidth, thirdWidth].some((w) => w < 0 || w > 6)) {
    throw unreadable('a cross-reference stream has odd field widths');
  }
  const index = integers(entries.entries.get('Index') ?? { kind: 'array', items: [] });
  const ranges = index.length > 0 ? index : [0, integerOf(entries.entries.get('Size')) ?? 0];
  const locations = new Map<number, Location>();
  let at = 0;
  for (let pair = 0; pair + 1 < ranges.length; pair += 2) {
    const [first = 0, count = 0] = ranges.slice(pair, pair + 2);
    for (let offset = 0; offset < count; offset += 1, at += width) {
      if (at + width > data.length) throw unreadable('a cross-reference stream is too short');
      const field = (start: number, size: number) => (size === 0 ? 0 : data.readUIntBE(at + start, size));
      // An absent type field means type 1 (section 7.5.8.3).
      const type = typeWidth === 0 ? 1 : field(0, typeWidth);
      locations.set(first + offset, location(type, field(typeWidth, secondWidth), field(typeWidth + secondWidth, thirdWidth)));
    }
  }
  return locations;
}

/** Unknown types are read as references to the null object (section 7.5.8.3). */
function location(type: number, second: number, third: number): Location {
  if (type === 1) return { kind: 'offset', offset: second, generation: third };
  if (type === 2) return { kind: 'compressed', stream: second };
  return { kind: 'free' };
}

function integers(value: PdfValue | undefined): number[] {
  if (!isArray(value)) throw unreadable('a cross-reference stream lacks its field widths');
  return value.items.map((item) => {
    const integer = integerOf(item);
    if (integer === undefined || integer < 0) throw unreadable('a cross-reference stream has odd numbers');
    return integer;
  });
}
