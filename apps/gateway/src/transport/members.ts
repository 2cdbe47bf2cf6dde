import type { Leniency } from '@paraph/kernel';
import { CscRefusal, refusals } from './csc-error.js';
import { checkJsonForm } from './json-form.js';

/** How a body is read. */
export interface Reading {
  /** What of the client's profile lets pass what the text does not; none by default. */
  readonly leniencies?: readonly Leniency[];
}

/**
 * Members of a request's JSON object. `null` counts as absent, since some clients write every optional member; members
 * nobody asks for are ignored.
 */
export class Members {
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #leniencies: readonly Leniency[];

  private constructor(values: ReadonlyMap<string, unknown>, leniencies: readonly Leniency[]) {
    this.#values = values;
    this.#leniencies = leniencies;
  }

  /** @throws CscRefusal unless the text is a JSON object, each member once, not too deep; no text at all counts as an empty one */
  static parse(text: string | undefined, { leniencies = [] }: Reading = {}): Members {
    const value = (text ?? '').trim() === '' ? {} : parseJson(text ?? '');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new CscRefusal(refusals.malformedBody);
    return new Members(new Map(Object.entries(value).filter(([, one]) => one !== null)), leniencies);
  }

  /** The member as it came. */
  raw(name: string): unknown {
    return this.#values.get(name);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** Whether the client's profile lets this pass. */
  allows(leniency: Leniency): boolean {
    return this.#leniencies.includes(leniency);
  }

  /** The same with a member more, or another value for it. */
  with(name: string, value: unknown): Members {
    return new Members(new Map([...this.#values, [name, value]]), this.#leniencies);
  }
}

function parseJson(text: string): unknown {
  checkJsonForm(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CscRefusal(refusals.malformedBody);
  }
  // Half a surrogate pair is no text, and nothing behind the edge could store it.
  if (/\\u[dD][89a-fA-F]/.test(text) && !isWellFormed(value)) throw new CscRefusal(refusals.malformedBody);
  return value;
}

/** As deep as `checkJsonForm` lets it be. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, one]) => name.isWellFormed() && isWellFormed(one));
}
