import { createHash } from 'node:crypto';

const [WIDTH, HEIGHT, MARGIN] = [595, 842, 54] as const;
const [SIZE, LEADING] = [8.5, 11.5] as const;
/** Every character of Courier is 0.6 of its size wide, so a line has so many. */
const COLUMNS = Math.floor((WIDTH - 2 * MARGIN) / (SIZE * 0.6));
const ROWS = Math.floor((HEIGHT - 2 * MARGIN) / LEADING) - 2;

/** What stands at the foot of each page, and in the file's own description. */
export interface PageWords {
  readonly title: string;
  readonly foot: string;
  readonly at: Date;
}

/** Lines of text as a PDF of A4 pages in Courier: the same lines give the same bytes. */
export function textPdf(lines: readonly string[], { title, foot, at }: PageWords): Buffer {
  const rows = lines.flatMap(wrapped);
  const pages = Array.from({ length: Math.max(1, Math.ceil(rows.length / ROWS)) }, (_, index) => rows.slice(index * ROWS, (index + 1) * ROWS));
  const first = 5;
  const kids = pages.map((_, index) => `${first + 2 * index} 0 R`);
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /Lang (en) >>',
    `<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>',
    `<< /Title (${escaped(title)}) /Producer (Paraph) /CreationDate (D:${at.toISOString().replaceAll(/\D/g, '').slice(0, 14)}Z) >>`,
    ...pages.flatMap((page, index) => {
      const content = pageContent(page, `${foot}   ${index + 1}/${pages.length}`);
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${WIDTH} ${HEIGHT}] /Contents ${first + 2 * index + 1} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
  ];
  let body = '%PDF-1.7\n%\xE2\xE3\xCF\xD3\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  return Buffer.from(body + ending(offsets, body), 'latin1');
}

function pageContent(rows: readonly string[], foot: string): string {
  const shown = rows.map((row) => `(${escaped(row)}) Tj T*`).join('\n');
  return `BT\n/F1 ${SIZE} Tf ${LEADING} TL ${MARGIN} ${HEIGHT - MARGIN} Td\n${shown}\nET\nBT\n/F1 7 Tf ${MARGIN} ${MARGIN - 20} Td\n(${escaped(foot)}) Tj\nET`;
}

/** Broken between words where there is one to break at; what follows is indented as the line was. */
function wrapped(line: string): string[] {
  const indent = /^ */.exec(line)?.[0].slice(0, 20) ?? '';
  const rows: string[] = [];
  let rest = line;
  while (rest.length > COLUMNS) {
    const space = rest.lastIndexOf(' ', COLUMNS);
    const at = space > indent.length + 2 ? space : COLUMNS;
    rows.push(rest.slice(0, at));
    rest = indent + rest.slice(at).trimStart();
  }
  return [...rows, rest];
}

/** Characters of WinAnsiEncoding above Latin-1 that our texts use (ISO 32000-2, annex D). */
const winAnsi: Readonly<Record<string, string>> = {
  '€': '\x80',
  '…': '\x85',
  '‘': '\x91',
  '’': '\x92',
  '“': '\x93',
  '”': '\x94',
  '–': '\x96',
  Œ: '\x8C',
  œ: '\x9C',
};

/** A string of a content stream. What the font has no place for is written by its number: the JSON beside it has the character. */
function escaped(text: string): string {
  const known = Array.from(text, (one) => {
    const code = one.codePointAt(0) ?? 0;
    if (code >= 0x20 && code < 0x7f) return /[()\\]/.test(one) ? `\\${one}` : one;
    return code >= 0xa0 && code <= 0xff ? one : (winAnsi[one] ?? `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`);
  });
  return known.join('');
}

function ending(offsets: readonly number[], body: string): string {
  const size = offsets.length + 1;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n\r\n`);
  const identifier = createHash('sha256').update(body, 'latin1').digest('hex').slice(0, 32);
  const trailer = `<< /Size ${size} /Root 1 0 R /Info 4 0 R /ID [<${identifier}> <${identifier}>] >>`;
  return `xref\n0 ${size}\n0000000000 65535 f\r\n${rows.join('')}trailer\n${trailer}\nstartxref\n${body.length}\n%%EOF\n`;
}
