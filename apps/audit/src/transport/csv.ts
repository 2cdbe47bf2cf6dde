/** A cell that begins like this is a formula to a spreadsheet, which runs it for whoever opens the file. */
const FORMULA = /^[\t\r\n ]*[=+\-@|%]|^[\t\r]/;

/** A line of CSV (RFC 4180). What a spreadsheet could take for a formula begins with an apostrophe, which makes it text. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== text ? `"${safe.replaceAll('"', '""')}"` : safe;
}
