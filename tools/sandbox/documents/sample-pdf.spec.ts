import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { samplePdf } from './sample-pdf.ts';

it('is the committed file, byte for byte', () => {
  expect(Buffer.compare(samplePdf(), readFileSync(new URL('sample.pdf', import.meta.url)))).toBe(0);
});

it('has each object where its table says', () => {
  const source = samplePdf().toString('latin1');
  const offsets = [...source.matchAll(/^(\d{10}) 00000 n/gm)].map(([, offset]) => Number(offset));
  expect(offsets).toHaveLength(7);
  offsets.forEach((offset, index) => expect(source.startsWith(`${index + 1} 0 obj`, offset)).toBe(true));
});
