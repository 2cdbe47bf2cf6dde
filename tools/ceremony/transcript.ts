import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** What is written down. */
const kinds = [
  'begun',
  'resumed',
  'person',
  'step',
  'approved',
  'refused',
  'command-begun',
  'command-ended',
  'answer',
  'remark',
  'step-done',
  'break',
  'ended',
] as const;
export type EntryKind = (typeof kinds)[number];

const entry = z.strictObject({
  n: z.number().int().positive(),
  at: z.iso.datetime(),
  kind: z.enum(kinds),
  /** What happened, in words: never a key, never a PIN. */
  about: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string()), z.record(z.string(), z.string())])),
  /** Digest of the entry before, so that none is changed, left out or put in between. */
  before: z.string(),
  digest: z.string(),
});
export type Entry = z.output<typeof entry>;

const FIRST = '0'.repeat(64);

/** What happens in a ceremony, written as it happens: a file of JSON lines, each with the digest of the one before. */
export class Transcript {
  readonly #path: string;
  readonly #clock: () => Date;
  readonly #entries: Entry[];

  private constructor(path: string, clock: () => Date, entries: readonly Entry[]) {
    this.#path = path;
    this.#clock = clock;
    this.#entries = [...entries];
  }

  /** Opens a transcript, new or begun earlier. @throws Error when a line is not what was written */
  static open(path: string, clock: () => Date): Transcript {
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
    return new Transcript(path, clock, chained(lines.map((line): unknown => JSON.parse(line))));
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Digest of the last entry. */
  get head(): string {
    return this.#entries.at(-1)?.digest ?? FIRST;
  }

  add(kind: EntryKind, about: Entry['about']): Entry {
    const body = { n: this.#entries.length + 1, at: this.#clock().toISOString(), kind, about, before: this.head };
    const added = { ...body, digest: digestOf(body) };
    appendFileSync(this.#path, `${JSON.stringify(added)}\n`, { mode: 0o600, flush: true });
    this.#entries.push(added);
    return added;
  }

  all(kind: EntryKind): readonly Entry[] {
    return this.#entries.filter((one) => one.kind === kind);
  }
}

/** A text of an entry: empty where nothing has this name, or what has it is no text. */
export function textOf(about: Entry['about'] | undefined, name: string): string {
  const text = about?.[name];
  return typeof text === 'string' ? text : '';
}

/** The entries, if each follows the one before. @throws Error naming the first that does not */
export function chained(values: readonly unknown[]): Entry[] {
  let before = FIRST;
  return values.map((value, index) => {
    const one = entry.parse(value);
    const { digest, ...body } = one;
    if (one.before !== before || one.n !== index + 1 || digestOf(body) !== digest)
      throw new Error(`entry ${index + 1} of the transcript is not the one that was written`);
    before = digest;
    return one;
  });
}

function digestOf(body: Omit<Entry, 'digest'>): string {
  const { n, at, kind, about, before } = body;
  return createHash('sha256')
    .update(`paraph/ceremony-entry/v1\n${JSON.stringify([n, at, kind, about, before])}`)
    .digest('hex');
}
