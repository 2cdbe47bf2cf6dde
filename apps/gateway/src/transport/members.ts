import { CscRefusal, refusals } from './csc-error.js';

/**
 * Members of a request's JSON object. `null` counts as absent, since some clients write every optional member; members
 * nobody asks for are ignored.
 */
export class Members {
  readonly #values: ReadonlyMap<string, unknown>;

  private constructor(values: object) {
    this.#values = new Map(Object.entries(values).filter(([, value]) => value !== null));
  }

  /** @throws CscRefusal unless the text is a JSON object; no text at all counts as an empty one */
  static parse(text: string | undefined): Members {
    const value = (text ?? '').trim() === '' ? {} : parseJson(text ?? '');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new CscRefusal(refusals.malformedBody);
    return new Members(value);
  }

  /** The member as it came. */
  raw(name: string): unknown {
    return this.#values.get(name);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** @throws CscRefusal `Missing (or invalid type) string parameter …` */
  string(name: string): string {
    const value = this.#values.get(name);
    if (typeof value !== 'string') throw new CscRefusal(refusals.missingString(name));
    return value;
  }

  /** @throws CscRefusal `Missing (or invalid type) integer parameter …`, also for a number written as text */
  integer(name: string): number {
    const value = this.#values.get(name);
    if (typeof value !== 'number' || !Number.isInteger(value)) throw new CscRefusal(refusals.missingInteger(name));
    return value;
  }

  /** False when absent; some clients write the booleans as text. */
  flag(name: string): boolean {
    const value = this.#values.get(name);
    if (value === undefined || value === false || value === 'false') return false;
    if (value === true || value === 'true') return true;
    throw new CscRefusal(refusals.invalid(name));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CscRefusal(refusals.malformedBody);
  }
}
