/** One signature as it lies in a PDF: the CMS, and the bytes it covers (ISO 32000-1 section 12.8.1). */
export interface EmbeddedSignature {
  readonly cms: Uint8Array;
  readonly content: Uint8Array;
  /** Whether nothing stands behind it. */
  readonly coversFile: boolean;
}

const BYTE_RANGE = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g;
const CONTENTS = /^<[0-9A-Fa-f\s]*>$/;

/** The signatures of a PDF by the byte ranges written in it, oldest first. A range that leaves out anything but its own signature is none. */
export function findSignatures(bytes: Uint8Array): readonly EmbeddedSignature[] {
  const pdf = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [...pdf.toString('latin1').matchAll(BYTE_RANGE)].flatMap(([, ...numbers]) => {
    const [start = 0, length = 0, resume = 0, rest = 0] = numbers.map(Number);
    const gap = pdf.toString('latin1', start + length, resume);
    if (start !== 0 || resume + rest > pdf.length || !CONTENTS.test(gap)) return [];
    return [
      {
        cms: Buffer.from(gap.replace(/[^0-9A-Fa-f]/g, ''), 'hex'),
        content: Buffer.concat([pdf.subarray(0, length), pdf.subarray(resume, resume + rest)]),
        coversFile: pdf.subarray(resume + rest).every((byte) => byte === 0x0a || byte === 0x0d),
      },
    ];
  });
}
