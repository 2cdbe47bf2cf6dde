import { inflateSync } from 'node:zlib';

import { unreadable } from './pdf-reader.js';
import { integerOf, isArray, isDictionary, nameOf, type PdfDictionary, type PdfValue } from './pdf-value.js';

/** What one stream may expand to: far above any cross-reference or object stream, far below the memory of a process. */
const maximumBytes = 128 * 1024 * 1024;

/**
 * The decoded bytes of a structural stream (cross-reference or object stream). These use no filter or FlateDecode;
 * everything else in a document is never opened.
 * @throws AdesError `document.unreadable`
 */
export function decodeStream(entries: PdfDictionary, raw: Buffer): Buffer {
  const filters = listOf(entries.entries.get('Filter')).map(nameOf);
  if (filters.length === 0) return raw;
  if (filters.length > 1 || filters[0] !== 'FlateDecode') throw unreadable('a structural stream has an unknown filter');
  const parameters = listOf(entries.entries.get('DecodeParms'))[0];
  return undoPredictor(inflate(raw), isDictionary(parameters) ? parameters : undefined);
}

function listOf(value: PdfValue | undefined): readonly PdfValue[] {
  if (value === undefined || value.kind === 'null') return [];
  return isArray(value) ? value.items : [value];
}

function inflate(raw: Buffer): Buffer {
  try {
    return inflateSync(raw, { maxOutputLength: maximumBytes });
  } catch (cause) {
    throw unreadable('a compressed stream is damaged', cause);
  }
}

/** Section 7.4.4.4: values from 10 are the PNG filters, one filter byte before each row. */
function undoPredictor(data: Buffer, parameters: PdfDictionary | undefined): Buffer {
  const predictor = integerOf(parameters?.entries.get('Predictor')) ?? 1;
  if (predictor === 1) return data;
  const columns = integerOf(parameters?.entries.get('Columns')) ?? 1;
  const width = integerOf(parameters?.entries.get('Colors')) ?? 1;
  if (predictor < 10 || columns < 1 || width !== 1) throw unreadable('a structural stream has an unknown predictor');
  const rows = Math.floor(data.length / (columns + 1));
  const out = Buffer.alloc(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const filter = data.readUInt8(row * (columns + 1));
    for (let column = 0; column < columns; column += 1) {
      const at = row * columns + column;
      const left = column > 0 ? out.readUInt8(at - 1) : 0;
      const up = row > 0 ? out.readUInt8(at - columns) : 0;
      const corner = column > 0 && row > 0 ? out.readUInt8(at - columns - 1) : 0;
      out[at] = data.readUInt8(row * (columns + 1) + 1 + column) + prediction(filter, { left, up, corner });
    }
  }
  return out;
}

function prediction(filter: number, { left, up, corner }: Record<'left' | 'up' | 'corner', number>): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return Math.floor((left + up) / 2);
    case 4:
      return paeth({ left, up, corner });
    default:
      throw unreadable('a compressed stream uses an unknown row filter');
  }
}

function paeth({ left, up, corner }: Record<'left' | 'up' | 'corner', number>): number {
  const estimate = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
