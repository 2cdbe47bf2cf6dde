import { AdesError } from '../ades-error.js';

/** White space and delimiters of ISO 32000-1 section 7.2.2; everything else is a regular character. */
const space = /[\0\t\n\f\r ]+/y;
const comment = /%[^\r\n]*/y;
const regular = /[^\0\t\n\f\r ()<>[\]{}/%]+/y;

/** A cursor over a PDF held as a binary string, in which an index is a byte offset. */
export class PdfReader {
  constructor(
    readonly source: string,
    public position = 0,
  ) {}

  /** Passes over white space and comments. */
  skipSpace(): void {
    while (this.match(space) !== null || this.match(comment) !== null);
  }

  /** Whether the text stands at the cursor; if so, it is passed over. */
  accepts(text: string): boolean {
    if (!this.source.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  /** Passes over the text, or refuses the document. */
  expect(text: string): void {
    if (!this.accepts(text)) throw this.unreadable(`"${text}" was expected`);
  }

  /** The run of regular characters at the cursor, possibly empty. */
  regularRun(): string {
    return this.match(regular)?.[0] ?? '';
  }

  /** An unsigned integer, after any white space. */
  integer(): number {
    this.skipSpace();
    const run = this.regularRun();
    if (!/^\d{1,15}$/.test(run)) throw this.unreadable('a number was expected');
    return Number(run);
  }

  /** Applies a sticky expression at the cursor and passes over what it matched. */
  match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.position;
    const found = expression.exec(this.source);
    if (found !== null) this.position += found[0].length;
    return found;
  }

  unreadable(reason: string): AdesError {
    return unreadable(`${reason} at byte ${this.position}`);
  }
}

/** The refusal of a document that is not what ISO 32000-1 describes. */
export function unreadable(reason: string, cause?: unknown): AdesError {
  return new AdesError('document.unreadable', `The PDF cannot be read: ${reason}.`, { cause });
}
