import type { CommandRow } from './commands.ts';

/** Longer texts are for programs. */
const LONGEST = 120;

type Fields = Readonly<Record<string, unknown>>;

/** An answer for people: a table where it is a list, otherwise a line for each member. */
export function shown(answer: unknown, { columns }: Pick<CommandRow, 'columns'>): string {
  const list = listIn(answer);
  if (columns === undefined || list === undefined) return lines(fieldsOf(answer));
  const next = fieldsOf(answer)['next'];
  const more = typeof next === 'string' ? `\n\nmore: --after ${next}` : '';
  return list.length === 0 ? 'none' : table(columns, list) + more;
}

/** Rows below their headings, each column as wide as it has to be. */
export function table(columns: readonly string[], list: readonly Fields[]): string {
  const shownColumns = columns.filter((column) => list.some((one) => one[column] !== undefined));
  const cells = [shownColumns.map(heading), ...list.map((one) => shownColumns.map((column) => cell(one[column])))];
  const widths = shownColumns.map((_, at) => Math.max(...cells.map((row) => [...(row[at] ?? '')].length)));
  return cells
    .map((row) =>
      row
        .map((text, at) => text + ' '.repeat((widths[at] ?? 0) - [...text].length))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function lines(fields: Fields): string {
  const names = Object.keys(fields);
  if (names.length === 0) return 'done';
  const width = Math.max(...names.map((name) => name.length));
  return names.map((name) => `${name.padEnd(width)}  ${cell(fields[name])}`).join('\n');
}

function heading(column: string): string {
  return column.replaceAll(/[A-Z]/g, (letter) => ` ${letter}`).toUpperCase();
}

/** Nothing that somebody else has written moves the cursor or colours the screen. */
export function harmless(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '·');
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text =
    typeof value === 'string' ? value : Array.isArray(value) && value.every((one) => typeof one === 'string') ? value.join(' ') : JSON.stringify(value);
  const visible = harmless(text);
  return visible.length > LONGEST && !/^https?:/.test(visible)
    ? `${visible.slice(0, LONGEST)}… (${visible.length} characters, all of them with --json)`
    : visible;
}

function listIn(answer: unknown): readonly Fields[] | undefined {
  const list = Object.values(fieldsOf(answer)).find((value) => Array.isArray(value));
  return (list as readonly unknown[] | undefined)?.map(fieldsOf);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
