import { describe, expect, it } from '@jest/globals';
import { csvLine } from './csv.js';

describe('a line of CSV', () => {
  it('has its cells as they are, and ends like RFC 4180 says', () => {
    expect(csvLine(['12', 'signature-made', '', '2027-03-01T09:00:00.000Z'])).toBe('12,signature-made,,2027-03-01T09:00:00.000Z\r\n');
  });

  it.each([
    ['a,b', '"a,b"'],
    ['say "yes"', '"say ""yes"""'],
    ['two\nlines', '"two\nlines"'],
    ['{"a":"b"}', '"{""a"":""b""}"'],
  ])('quotes %j', (text, written) => {
    expect(csvLine([text])).toBe(`${written}\r\n`);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\n=1', '|cmd', '%0A', '=HYPERLINK("http://x","y")'])(
    'has no spreadsheet calculate %j',
    (text) => {
      const written = csvLine([text]);
      expect(written.startsWith(`"'`)).toBe(true);
      expect(written.slice(2, -3).replaceAll('""', '"')).toBe(text);
    },
  );
});
