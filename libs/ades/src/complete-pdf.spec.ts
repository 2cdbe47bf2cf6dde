import { beforeAll, describe, expect, it } from '@jest/globals';

import { tablePdf } from '../test/pdf-fixture.js';
import { throwawaySigner, type ThrowawaySigner } from '../test/throwaway-signer.js';
import { AdesError, type AdesErrorCode } from './ades-error.js';
import type { SignatureAlgorithm } from './algorithms.js';
import { completePdf } from './complete-pdf.js';
import { preparePdf, type PreparedPdf } from './prepare-pdf.js';

let signer: ThrowawaySigner;
let stranger: ThrowawaySigner;
let rsaSigner: ThrowawaySigner;

beforeAll(async () => {
  [signer, stranger, rsaSigner] = await Promise.all([throwawaySigner('p256'), throwawaySigner('p256'), throwawaySigner('rsa')]);
});

function prepare(by: ThrowawaySigner = signer, contentsBytes?: number): PreparedPdf {
  const { signingCertificate, chain } = by;
  const signedAt = new Date('2026-11-20T10:11:12Z');
  const room = contentsBytes === undefined ? {} : { contentsBytes };
  return preparePdf(tablePdf(), { signingCertificate, chain, signedAt, digestAlgorithm: 'sha256', ...room });
}

function refusal(prepared: PreparedPdf, value: Uint8Array, algorithm?: SignatureAlgorithm): AdesErrorCode | undefined {
  try {
    completePdf(prepared, value, algorithm ?? signer.algorithm('sha256'));
    return undefined;
  } catch (error) {
    if (error instanceof AdesError) return error.code;
    throw error;
  }
}

describe('completePdf', () => {
  it('changes nothing but the contents', () => {
    const prepared = prepare();
    const signed = completePdf(prepared, signer.sign(prepared), signer.algorithm('sha256'));
    const [, gapStart, gapEnd] = prepared.byteRange;
    expect(signed.length).toBe(prepared.bytes.length);
    expect(Buffer.compare(signed.subarray(0, gapStart), prepared.bytes.subarray(0, gapStart))).toBe(0);
    expect(Buffer.compare(signed.subarray(gapEnd), prepared.bytes.subarray(gapEnd))).toBe(0);
    expect(Buffer.from(signed.subarray(gapStart, gapStart + 5)).toString()).toMatch(/^<3082/);
  });

  it('takes a preparation that travelled as plain data', () => {
    const prepared = structuredClone(prepare());
    expect(refusal(prepared, signer.sign(prepared))).toBeUndefined();
  });

  it('refuses a value by another key, over other attributes, or no value', () => {
    const prepared = prepare();
    expect(refusal(prepared, stranger.sign(prepared))).toBe('signature.wrong');
    expect(refusal(prepared, signer.sign({ ...prepared, signedAttributes: prepared.digestToSign }))).toBe('signature.wrong');
    expect(refusal(prepared, new Uint8Array())).toBe('signature.wrong');
  });

  it('refuses a byte range that is not the one in the document', () => {
    const prepared = prepare();
    const value = signer.sign(prepared);
    const [start, gapStart, gapEnd, rest] = prepared.byteRange;
    for (const byteRange of [
      [start, gapStart, gapEnd, rest - 1],
      [start, gapStart - 1, gapEnd, rest],
      [start, gapStart, gapEnd + 1, rest - 1],
      [1, gapStart, gapEnd, rest],
      [0, 0, 0, prepared.bytes.length],
    ] as const) {
      expect(refusal({ ...prepared, byteRange }, value)).toBe('byte_range.wrong');
    }
  });

  it('refuses a document that changed, grew, or vanished since it was prepared', () => {
    const prepared = prepare();
    const value = signer.sign(prepared);
    const changed = Buffer.from(prepared.bytes);
    changed[20] = (changed[20] ?? 0) ^ 1;
    expect(refusal({ ...prepared, bytes: changed }, value)).toBe('byte_range.wrong');
    expect(refusal({ ...prepared, bytes: Buffer.concat([prepared.bytes, Buffer.from(' ')]) }, value)).toBe('byte_range.wrong');
    expect(refusal({ ...prepared, bytes: new Uint8Array() }, value)).toBe('byte_range.wrong');
  });

  it('refuses to fill the same document twice', () => {
    const prepared = prepare();
    const bytes = completePdf(prepared, signer.sign(prepared), signer.algorithm('sha256'));
    expect(refusal({ ...prepared, bytes }, signer.sign(prepared))).toBe('byte_range.wrong');
  });

  it('refuses contents too small for the signature', () => {
    const prepared = prepare(signer, 400);
    expect(refusal(prepared, signer.sign(prepared))).toBe('contents.too_small');
  });

  it('refuses another signing certificate than the one in the signed attributes', () => {
    const prepared = { ...prepare(), signingCertificate: stranger.signingCertificate };
    expect(refusal(prepared, stranger.sign(prepared))).toBe('byte_range.wrong');
  });

  it('refuses an algorithm of another key family or another digest', () => {
    const prepared = prepare();
    const value = signer.sign(prepared);
    expect(refusal(prepared, value, rsaSigner.algorithm('sha256'))).toBe('algorithm.unsupported');
    expect(refusal(prepared, value, signer.algorithm('sha384'))).toBe('algorithm.unsupported');
    expect(refusal(prepare(rsaSigner), rsaSigner.sign(prepare(rsaSigner)), rsaSigner.algorithm('sha256'))).toBeUndefined();
  });
});
