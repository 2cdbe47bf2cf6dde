import { beforeAll, describe, expect, it } from '@jest/globals';

import { onePage, tablePdf } from '../test/pdf-fixture.js';
import { throwawaySigner, type ThrowawaySigner } from '../test/throwaway-signer.js';
import { AdesError, type AdesErrorCode } from './ades-error.js';
import { preparePdf, type PdfRequest } from './prepare-pdf.js';

let signer: ThrowawaySigner;

beforeAll(async () => {
  signer = await throwawaySigner('p256');
});

function refusal(pdf: Uint8Array, overrides: Partial<PdfRequest> = {}): AdesErrorCode | undefined {
  const { signingCertificate, chain } = signer;
  const signedAt = new Date('2026-11-20T10:11:12Z');
  try {
    preparePdf(pdf, { signingCertificate, chain, signedAt, digestAlgorithm: 'sha256', ...overrides });
    return undefined;
  } catch (error) {
    if (error instanceof AdesError) return error.code;
    throw error;
  }
}

function edited(change: (source: string) => string): Buffer {
  return Buffer.from(change(tablePdf().toString('latin1')), 'latin1');
}

describe('preparePdf refuses', () => {
  it('an empty document', () => {
    expect(refusal(new Uint8Array())).toBe('document.empty');
  });

  it('an encrypted document', () => {
    expect(refusal(tablePdf(onePage, '/Encrypt 5 0 R'))).toBe('document.encrypted');
  });

  it('a document certified against any change', () => {
    const certified = {
      ...onePage,
      1: '<< /Type /Catalog /Pages 2 0 R /Perms << /DocMDP 6 0 R >> >>',
      6: '<< /Type /Sig /Reference [<< /TransformMethod /DocMDP /TransformParams << /P 1 >> >>] >>',
    };
    expect(refusal(tablePdf(certified))).toBe('document.locked');
    expect(refusal(tablePdf({ ...certified, 6: certified[6].replace('/P 1', '/P 2') }))).toBeUndefined();
  });

  it.each<[string, () => Uint8Array]>([
    ['text that is no PDF', () => Buffer.from('hello')],
    ['bytes before the header', () => Buffer.concat([Buffer.from('\n'), tablePdf()])],
    ['a file cut short', () => tablePdf().subarray(0, -8)],
    ['bytes after the end-of-file marker', () => Buffer.concat([tablePdf(), Buffer.from('1 0 obj')])],
    ['a start offset outside the file', () => edited((pdf) => pdf.replace(/startxref\n\d+/, 'startxref\n999999'))],
    ['a start offset at something else', () => edited((pdf) => pdf.replace(/startxref\n\d+/, 'startxref\n16'))],
    ['a cross-reference chain in a circle', () => edited((pdf) => pdf.replace('/Root', `/Prev ${pdf.indexOf('xref\n0')} /Root`))],
    ['an object that is not where the table says', () => edited((pdf) => pdf.replace('1 0 obj', '9 0 obj'))],
    ['a table with a damaged entry', () => edited((pdf) => pdf.replace(/00000 n\r\n/, '00000 x\r\n'))],
    ['a trailer without a catalog', () => edited((pdf) => pdf.replace('/Root 1 0 R', ''))],
    ['a page tree in a circle', () => tablePdf({ ...onePage, 2: '<< /Type /Pages /Kids [2 0 R] /Count 1 >>' })],
    ['no page at all', () => tablePdf({ ...onePage, 2: '<< /Type /Pages /Kids [] /Count 0 >>' })],
    ['nesting without end', () => tablePdf({ ...onePage, 1: `${'['.repeat(100_000)}` })],
    ['a string that does not end', () => tablePdf({ ...onePage, 1: '<< /Type (never' })],
  ])('%s', (_, pdf) => {
    expect(refusal(pdf())).toBe('document.unreadable');
  });

  it('certificates that are none', () => {
    expect(refusal(tablePdf(), { signingCertificate: Buffer.from('x') })).toBe('certificate.unreadable');
    expect(refusal(tablePdf(), { signingCertificate: new Uint8Array() })).toBe('certificate.unreadable');
    expect(refusal(tablePdf(), { chain: [signer.signingCertificate.subarray(1)] })).toBe('certificate.unreadable');
    const padded = Buffer.concat([signer.signingCertificate, Buffer.from([0])]);
    expect(refusal(tablePdf(), { signingCertificate: padded })).toBe('certificate.unreadable');
  });
});
