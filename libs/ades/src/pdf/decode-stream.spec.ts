import { deflateSync } from 'node:zlib';

import { describe, expect, it } from '@jest/globals';

import { AdesError } from '../ades-error.js';
import { decodeStream } from './decode-stream.js';
import { parseValue } from './parse-value.js';
import { PdfReader } from './pdf-reader.js';
import { isDictionary } from './pdf-value.js';

function decode(dictionary: string, raw: Buffer): number[] {
  const entries = parseValue(new PdfReader(dictionary));
  if (!isDictionary(entries)) throw new Error('not a dictionary');
  return [...decodeStream(entries, raw)];
}

const predicted = '<< /Filter [/FlateDecode] /DecodeParms [<< /Predictor 15 /Columns 3 >>] >>';

describe('a structural stream', () => {
  it('is taken as it is without a filter', () => {
    expect(decode('<< >>', Buffer.from([1, 2]))).toEqual([1, 2]);
  });

  it('is inflated', () => {
    expect(decode('<< /Filter /FlateDecode >>', deflateSync(Buffer.from([1, 2])))).toEqual([1, 2]);
  });

  it('has each PNG row filter undone', () => {
    const rows = [
      [0, 10, 20, 30],
      [1, 1, 1, 1],
      [2, 1, 1, 1],
      [3, 1, 1, 1],
      [4, 1, 1, 1],
    ];
    expect(decode(predicted, deflateSync(Buffer.from(rows.flat())))).toEqual([10, 20, 30, 1, 2, 3, 2, 3, 4, 2, 3, 4, 3, 4, 5]);
  });

  it.each([
    ['another filter', '<< /Filter /LZWDecode >>', Buffer.from([1])],
    ['two filters', '<< /Filter [/ASCIIHexDecode /FlateDecode] >>', Buffer.from([1])],
    ['damaged data', '<< /Filter /FlateDecode >>', Buffer.from([1, 2, 3])],
    ['no data', '<< /Filter /FlateDecode >>', Buffer.alloc(0)],
    ['a TIFF predictor', '<< /Filter /FlateDecode /DecodeParms << /Predictor 2 >> >>', deflateSync(Buffer.from([1]))],
    ['an unknown row filter', predicted, deflateSync(Buffer.from([9, 1, 1, 1]))],
  ])('is refused with %s', (_, dictionary, raw) => {
    expect(() => decode(dictionary, raw)).toThrow(AdesError);
  });
});
