import { createHash } from 'node:crypto';

import { beforeAll, describe, expect, it } from '@jest/globals';

import { onePage, streamPdf, tablePdf } from '../test/pdf-fixture.js';
import { throwawaySigner, type ThrowawaySigner } from '../test/throwaway-signer.js';
import { completePdf } from './complete-pdf.js';
import { PdfDocument } from './pdf/pdf-document.js';
import { writeValue } from './pdf/write-value.js';
import { preparePdf, type PdfRequest } from './prepare-pdf.js';

let signer: ThrowawaySigner;
const signedAt = new Date('2026-11-20T10:11:12Z');

beforeAll(async () => {
  signer = await throwawaySigner('p256');
});

function request(overrides: Partial<PdfRequest> = {}): PdfRequest {
  const { signingCertificate, chain } = signer;
  return { signingCertificate, chain, signedAt, digestAlgorithm: 'sha256', ...overrides };
}

function sign(pdf: Uint8Array): Uint8Array {
  const prepared = preparePdf(pdf, request());
  return completePdf(prepared, signer.sign(prepared), signer.algorithm('sha256'));
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

describe('preparePdf', () => {
  it('keeps every byte of the document it was given', () => {
    for (const pdf of [tablePdf(), streamPdf()]) {
      expect(Buffer.from(preparePdf(pdf, request()).bytes.subarray(0, pdf.length))).toEqual(pdf);
    }
  });

  it('gives the same preparation for the same request', () => {
    expect(preparePdf(tablePdf(), request())).toEqual(preparePdf(tablePdf(), request()));
  });

  it('asks for the digest of the signed attributes', () => {
    for (const digestAlgorithm of ['sha256', 'sha384', 'sha512'] as const) {
      const prepared = preparePdf(tablePdf(), request({ digestAlgorithm }));
      expect(prepared.digestToSign).toEqual(createHash(digestAlgorithm).update(prepared.signedAttributes).digest());
    }
  });

  it('leaves out of the byte range exactly the vacant contents', () => {
    const { bytes, byteRange } = preparePdf(tablePdf(), request());
    expect(text(bytes.subarray(byteRange[1], byteRange[2]))).toMatch(/^<(00)+>$/);
    expect(byteRange[2] + byteRange[3]).toBe(bytes.length);
    expect(text(bytes)).toContain(`/ByteRange [${byteRange.join(' ')}]`);
  });

  it('adds an invisible field to a form with SigFlags 3 and says time and reason in the dictionary', () => {
    const { bytes } = preparePdf(tablePdf(), request({ reason: 'Lease (2026)', name: 'Zoé' }));
    const document = PdfDocument.open(bytes);
    const form = document.dictionary(document.catalog.value.entries.get('AcroForm'));
    expect(form && writeValue(form)).toMatch(/^<< \/Fields \[\d+ 0 R\] \/SigFlags 3 >>$/);
    const appended = text(bytes).slice(tablePdf().length);
    expect(appended).toContain('/SubFilter /ETSI.CAdES.detached');
    expect(appended).toContain('/M (D:20261120101112Z)');
    expect(appended).toContain('/Reason (Lease \\(2026\\))');
    expect(appended).toContain('/Name <FEFF005A006F00E9>');
    expect(appended).toContain('/Rect [0 0 0 0]');
  });

  it('keeps the fields, the flags and the annotations that were there', () => {
    const pdf = tablePdf({
      ...onePage,
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm 6 0 R /Lang (fr) >>',
      3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Annots 8 0 R >>',
      6: '<< /Fields [7 0 R] /DA (/Helv 0 Tf) /SigFlags 1 >>',
      7: '<< /FT /Tx /T (Signature1) /V (#28\\)) /Kids [] >>',
      8: '[7 0 R]',
    });
    const document = PdfDocument.open(preparePdf(pdf, request()).bytes);
    const { AcroForm: form, Lang: language } = Object.fromEntries(document.catalog.value.entries);
    expect(document.resolve(language)).toEqual({ kind: 'string', source: '(fr)' });
    expect(writeValue(document.resolve(form) ?? { kind: 'null' })).toBe('<< /Fields [7 0 R 10 0 R] /DA (/Helv 0 Tf) /SigFlags 3 >>');
    expect(writeValue(document.resolve({ kind: 'reference', number: 8, generation: 0 }) ?? { kind: 'null' })).toBe('[7 0 R 10 0 R]');
    expect(document.source).toContain('/T (Signature2)');
  });

  it('gives a second signature a name of its own and a later place', () => {
    for (const pdf of [tablePdf(), streamPdf()]) {
      const first = sign(pdf);
      const second = sign(first);
      expect(Buffer.compare(second.subarray(0, first.length), first)).toBe(0);
      expect(text(second)).toContain('/T (Signature2)');
    }
  });

  it('closes a cross-reference stream with another one and a table with a table', () => {
    expect(text(preparePdf(streamPdf(), request()).bytes).slice(streamPdf().length)).not.toContain('trailer');
    expect(text(preparePdf(tablePdf(), request()).bytes).slice(tablePdf().length)).toContain('trailer');
  });

  it('changes the second half of the file identifier and keeps the first', () => {
    const pdf = tablePdf(onePage, '/ID [<00112233> <00112233>] /Custom /Kept');
    const trailer = PdfDocument.open(preparePdf(pdf, request()).bytes).crossReferences.trailer;
    expect(writeValue(trailer)).toMatch(/\/ID \[<00112233> <[0-9A-F]{32}>\] \/Custom \/Kept/);
  });
});
