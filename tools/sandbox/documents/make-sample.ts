import { writeFileSync } from 'node:fs';
import { samplePdf } from './sample-pdf.ts';

// Run after changing the text: node tools/sandbox/documents/make-sample.ts
const file = new URL('sample.pdf', import.meta.url);
writeFileSync(file, samplePdf());
process.stdout.write(`${file.pathname}\n`);
