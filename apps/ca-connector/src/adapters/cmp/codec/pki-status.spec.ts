import { describe, expect, it } from '@jest/globals';
import { AsnConvert } from '@peculiar/asn1-schema';
import { outcomeOf, plainText, PkiStatusInfo } from './pki-status.js';

const read = (hex: string) => outcomeOf(AsnConvert.parse(Buffer.from(hex, 'hex'), PkiStatusInfo));

describe('a PKIStatusInfo', () => {
  it('names status, failures by their bits, and text', () => {
    // rejection, "no", badCertTemplate (19) and duplicateCertReq (26)
    expect(read('3010020102' + '30040c026e6f' + '030505' + '00001020')).toEqual({
      status: 'rejection',
      failures: ['badCertTemplate', 'duplicateCertReq'],
      text: 'no',
    });
  });

  it('needs neither failures nor text', () => {
    expect(read('3003020100')).toEqual({ status: 'accepted', failures: [], text: '' });
  });

  it.each(['3003020107', '30030201ff', '300602040fffffff', '3000', '30040c026e6f'])('is none with %s', (hex) => {
    expect(() => read(hex)).toThrow(Error);
  });

  it('has no say over the lines and lengths of a log', () => {
    expect(plainText(['a\nb\u001b[2J', '', 'c'])).toBe('a b [2J; c');
    expect(plainText(['x'.repeat(10_000)])).toHaveLength(200);
  });
});
