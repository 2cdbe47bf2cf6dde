import { deflateSync } from 'node:zlib';

/** Objects by number, in the notation of PDF. */
export type Objects = Readonly<Record<number, string>>;

const content = 'BT /F1 18 Tf 72 720 Td (A page of text) Tj ET';

/** A catalog, a page tree with one page, a font and a content stream. */
export const onePage: Objects = {
  1: '<< /Type /Catalog /Pages 2 0 R >>',
  2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
  4: `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
};

/** A document with a classic cross-reference table (ISO 32000-1 section 7.5.4). */
export function tablePdf(objects: Objects = onePage, trailerEntries = ''): Buffer {
  const { source, offsets } = body(objects);
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n\r\n`).join('');
  const size = offsets.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f\r\n${rows}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R ${trailerEntries} >>\n`;
  return Buffer.from(`${source}${table}${trailer}startxref\n${source.length}\n%%EOF\n`, 'latin1');
}

/**
 * The same kind of document as PDF 1.5 writes it: all but streams packed into an object stream, and a compressed
 * cross-reference stream with the PNG "up" predictor.
 */
export function streamPdf(objects: Objects = onePage): Buffer {
  const numbers = Object.keys(objects).map(Number);
  const packed = numbers.filter((number) => !objects[number]?.includes('stream\n'));
  const packNumber = Math.max(...numbers) + 1;
  const pack = objectStream(packed.map((number) => [number, objects[number] ?? '']));
  const loose = Object.fromEntries(numbers.filter((n) => !packed.includes(n)).map((n) => [n, objects[n] ?? '']));
  const { source, offsetOf } = body({ ...loose, [packNumber]: pack });
  const rows = [[0, 0, 0]];
  for (let number = 1; number <= packNumber; number += 1) {
    const index = packed.indexOf(number);
    rows.push(index >= 0 ? [2, packNumber, index] : [1, offsetOf.get(number) ?? 0, 0]);
  }
  rows.push([1, source.length, 0]);
  const data = deflateSync(predictUp(rows.map(([type = 0, second = 0, third = 0]) => row(type, second, third))));
  const dictionary = `<< /Type /XRef /Size ${packNumber + 2} /W [1 4 2] /Root 1 0 R /Length ${data.length} /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 7 >> >>`;
  const xref = `${packNumber + 1} 0 obj\n${dictionary}\nstream\n${data.toString('latin1')}\nendstream\nendobj\n`;
  return Buffer.from(`${source}${xref}startxref\n${source.length}\n%%EOF\n`, 'latin1');
}

/** A hybrid: the font is free in the table and found only through the stream named by XRefStm (section 7.5.8.4). */
export function hybridPdf(): Buffer {
  const { source, offsets } = body(onePage);
  const [fontOffset = 0] = offsets.slice(-1);
  const hidden = `<< /Type /XRef /Size 7 /W [1 4 2] /Index [5 1] /Length 7 >>\nstream\n${row(1, fontOffset, 0).toString('latin1')}\nendstream`;
  const withHidden = `${source}6 0 obj\n${hidden}\nendobj\n`;
  const rows = offsets.map((offset) => (offset === fontOffset ? '0000000000 00001 f\r\n' : `${String(offset).padStart(10, '0')} 00000 n\r\n`));
  const trailer = `trailer\n<< /Size 7 /Root 1 0 R /XRefStm ${source.length} >>\nstartxref\n${withHidden.length}\n%%EOF\n`;
  return Buffer.from(`${withHidden}xref\n0 6\n0000000000 65535 f\r\n${rows.join('')}${trailer}`, 'latin1');
}

function body(objects: Objects): { source: string; offsets: number[]; offsetOf: Map<number, number> } {
  let source = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
  const offsetOf = new Map<number, number>();
  for (const [number, text] of Object.entries(objects)) {
    offsetOf.set(Number(number), source.length);
    source += `${number} 0 obj\n${text}\nendobj\n`;
  }
  return { source, offsets: [...offsetOf.values()], offsetOf };
}

function objectStream(objects: [number, string][]): string {
  let offset = 0;
  const heading = objects.map(([number, text]) => {
    const pair = `${number} ${offset}`;
    offset += text.length + 1;
    return pair;
  });
  const first = `${heading.join(' ')} `;
  const data = deflateSync(Buffer.from(first + objects.map(([, text]) => text).join('\n'), 'latin1'));
  const dictionary = `<< /Type /ObjStm /N ${objects.length} /First ${first.length} /Length ${data.length} /Filter /FlateDecode >>`;
  return `${dictionary}\nstream\n${data.toString('latin1')}\nendstream`;
}

function row(type: number, second: number, third: number): Buffer {
  const bytes = Buffer.alloc(7);
  bytes.writeUInt8(type, 0);
  bytes.writeUInt32BE(second, 1);
  bytes.writeUInt16BE(third, 5);
  return bytes;
}

function predictUp(rows: Buffer[]): Buffer {
  return Buffer.concat(
    rows.map((current, index) => {
      const above = rows[index - 1];
      return Buffer.from([2, ...current.map((byte, column) => (byte - (above?.[column] ?? 0)) & 0xff)]);
    }),
  );
}
