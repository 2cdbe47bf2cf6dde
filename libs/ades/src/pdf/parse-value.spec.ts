import { describe, expect, it } from '@jest/globals';

import { AdesError } from '../ades-error.js';
import { parseValue } from './parse-value.js';
import { PdfReader } from './pdf-reader.js';
import { writeValue } from './write-value.js';

function rewritten(source: string): string {
  return writeValue(parseValue(new PdfReader(source)));
}

describe('an object rewritten', () => {
  it.each([
    ['null', 'null'],
    ['  true ', 'true'],
    ['-.5', '-.5'],
    ['+017.', '+017.'],
    ['(a \\) (nested) \\\\)', '(a \\) (nested) \\\\)'],
    ['<48 65\n6C>', '<48 65\n6C>'],
    ['12 0 R', '12 0 R'],
    ['[1 0 2 0 R 3]', '[1 0 2 0 R 3]'],
    ['[]', '[]'],
    ['<</A/B/C[/D<<>>]>>', '<< /A /B /C [/D <<  >>] >>'],
    ['<< /A % said why >>\n1 >>', '<< /A 1 >>'],
    ['/A#20B#2f', '/A#20B#2F'],
    ['/Acro#46orm', '/AcroForm'],
    ['/', '/'],
  ])('%j says %j', (source, expected) => {
    expect(rewritten(source)).toBe(expected);
  });

  it.each(['', '<<', '<< /A', '<< 1 2 >>', '[1', '(', '<4G>', 'nul', '--1', '1.2.3', ')', '>>', 'R'])('%j is refused', (source) => {
    expect(() => rewritten(source)).toThrow(AdesError);
  });
});
