import { describe, expect, it } from '@jest/globals';

import { hybridPdf, onePage, streamPdf, tablePdf } from '../../test/pdf-fixture.js';
import { firstPage } from './first-page.js';
import { PdfDocument } from './pdf-document.js';
import { integerOf, isDictionary, nameOf, type PdfReference } from './pdf-value.js';

const font: PdfReference = { kind: 'reference', number: 5, generation: 0 };

function baseFont(document: PdfDocument): string | undefined {
  return nameOf(document.dictionary(font)?.entries.get('BaseFont'));
}

describe('a document opened', () => {
  it.each([
    ['a table', tablePdf()],
    ['a cross-reference stream and an object stream', streamPdf()],
    ['both, the stream revealing what the table hides', hybridPdf()],
  ])('finds its objects through %s', (_, pdf) => {
    const document = PdfDocument.open(pdf);
    expect(baseFont(document)).toBe('Helvetica');
    expect(firstPage(document).reference.number).toBe(3);
  });

  it('lets the newest revision speak', () => {
    const old = tablePdf();
    const offset = old.length;
    const object = '5 0 obj\n<< /BaseFont /Courier >>\nendobj\n';
    const table = `xref\n5 1\n${String(offset).padStart(10, '0')} 00000 n\r\n`;
    const trailer = `trailer << /Size 6 /Root 1 0 R /Prev ${old.lastIndexOf('xref\n0')} >>\nstartxref ${offset + object.length} %%EOF`;
    expect(baseFont(PdfDocument.open(Buffer.concat([old, Buffer.from(object + table + trailer)])))).toBe('Courier');
  });

  it('reads a reference to nothing as null', () => {
    const document = PdfDocument.open(tablePdf());
    expect(document.resolve({ ...font, number: 99 })).toEqual({ kind: 'null' });
    expect(document.resolve({ ...font, generation: 1 })).toEqual({ kind: 'null' });
  });

  it('never gives a new object the number of a cross-reference stream that does not list itself', () => {
    const document = PdfDocument.open(streamPdf());
    expect(document.crossReferences.nextNumber).toBe(8);
    expect(integerOf(document.crossReferences.trailer.entries.get('Size'))).toBe(8);
  });

  it('refuses a reference that leads to itself', () => {
    const document = PdfDocument.open(tablePdf({ ...onePage, 5: '5 0 R' }));
    expect(() => document.resolve(font)).toThrow('circle');
  });

  it('refuses an object stream whose length lies inside itself', () => {
    const pdf = streamPdf()
      .toString('latin1')
      .replace(/(\/Type \/ObjStm .*?\/Length )\d+/, '$15 0 R');
    const moved = pdf.replace(/startxref\n\d+/, `startxref\n${pdf.lastIndexOf('7 0 obj')}`);
    expect(() => PdfDocument.open(Buffer.from(moved, 'latin1')).catalog).toThrow('usable length');
  });

  it('tells a dictionary from other objects', () => {
    expect(isDictionary(PdfDocument.open(tablePdf()).dictionary({ kind: 'null' }))).toBe(false);
  });
});
