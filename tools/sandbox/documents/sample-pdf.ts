import { createHash } from 'node:crypto';

/** A line of the page: its text, its size, and the gap above it in points. */
type Line = readonly [text: string, size: number, gap: number];

const lines: readonly Line[] = [
  ['Lease agreement', 22, 0],
  ['Sample document of the Paraph sandbox. It binds nobody.', 10, 22],
  ['1  Parties', 13, 34],
  ['The landlord is Example Houses, 1 Sample Street. The tenant is the person who signs below.', 11, 20],
  ['2  Premises', 13, 30],
  ['The landlord lets to the tenant the two rooms on the second floor of 1 Sample Street,', 11, 20],
  ['together with the cellar that bears the same number.', 11, 15],
  ['3  Term', 13, 30],
  ['The lease begins on 1 January 2027 and has no fixed end. Either party may end it in writing', 11, 20],
  ['with three months of notice.', 11, 15],
  ['4  Rent', 13, 30],
  ['The rent is 900 euros a month, due on the third working day, heating not included.', 11, 20],
  ['5  Condition', 13, 30],
  ['The tenant receives the rooms clean and painted and gives them back in the same condition,', 11, 20],
  ['but for the marks that ordinary living leaves.', 11, 15],
  ['6  Signature', 13, 30],
  ['This agreement is signed electronically. The signature is part of this file and invisible', 11, 20],
  ['on this page; a PDF reader shows it in its list of signatures.', 11, 15],
];

const margin = 72;
const top = 770;

/** The document that the sandbox signs: one page, always the same bytes, with a classic cross-reference table. */
export function samplePdf(): Buffer {
  const content = pageContent();
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /Lang (en) >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>',
    '<< /Title (Lease agreement) /Producer (Paraph sandbox) /CreationDate (D:20261101000000Z) >>',
  ];
  let body = '%PDF-1.7\n%\xE2\xE3\xCF\xD3\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  return Buffer.from(body + ending(offsets, body), 'latin1');
}

function pageContent(): string {
  let y = top;
  const shown = lines.map(([text, size, gap]) => {
    y -= gap;
    return `/${size > 12 ? 'F2' : 'F1'} ${size} Tf 1 0 0 1 ${margin} ${y} Tm (${text}) Tj`;
  });
  const rule = `0.5 w ${margin} ${y - 40} m ${595 - margin} ${y - 40} l S`;
  return `BT\n${shown.join('\n')}\nET\n${rule}`;
}

/** The table, the trailer with an identifier derived from the content, and the way to the table. */
function ending(offsets: readonly number[], body: string): string {
  const size = offsets.length + 1;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n\r\n`);
  const identifier = createHash('sha256').update(body, 'latin1').digest('hex').slice(0, 32);
  const trailer = `<< /Size ${size} /Root 1 0 R /Info 7 0 R /ID [<${identifier}> <${identifier}>] >>`;
  const table = `xref\n0 ${size}\n0000000000 65535 f\r\n${rows.join('')}`;
  return `${table}trailer\n${trailer}\nstartxref\n${body.length}\n%%EOF\n`;
}
