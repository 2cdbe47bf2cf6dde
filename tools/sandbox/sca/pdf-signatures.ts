/** One signature as it lies in a PDF: the CMS, and the bytes it covers. */
export interface EmbeddedSignature {
  readonly cms: Buffer;
  readonly content: Buffer;
  /** Whether nothing was appended after this signature. */
  readonly coversFile: boolean;
}

const byteRange = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g;

/** Finds the signatures of a PDF by the byte ranges written in it, oldest first. Takes nothing from the code that wrote them. */
export function findSignatures(pdf: Buffer): EmbeddedSignature[] {
  return [...pdf.toString('latin1').matchAll(byteRange)].map(([, ...numbers]) => {
    const [start = 0, length = 0, resume = 0, rest = 0] = numbers.map(Number);
    const hex = pdf.toString('latin1', start + length, resume).replace(/[^0-9A-Fa-f]/g, '');
    return {
      cms: Buffer.from(hex, 'hex'),
      content: Buffer.concat([pdf.subarray(start, start + length), pdf.subarray(resume, resume + rest)]),
      coversFile: start === 0 && resume + rest === pdf.length,
    };
  });
}
