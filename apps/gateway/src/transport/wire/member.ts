import type { Leniency } from '@paraph/kernel';
import { z } from 'zod';
import { CscRefusal, refusals, type CscError } from '../csc-error.js';
import type { Members } from '../members.js';

/** What the error table of a method says about one member. */
export interface MemberWords {
  /** Where it is absent; a member without this is optional. */
  readonly missing?: CscError;
  /** Where it has another type; like `missing` unless said. */
  readonly type?: CscError;
  /** Of an array or text without anything in it. */
  readonly empty?: CscError;
  /** Of a number or length beyond its bounds. */
  readonly bounds?: CscError;
  /** All other faults. */
  readonly invalid?: CscError;
}

/** How a member is read beside its schema. */
export interface MemberFacts {
  readonly words: MemberWords;
  /** On the wire, where it is not the schema's own: one schema serves versions that call a member differently. */
  readonly name?: string;
  /** Another name it may come under from clients whose profile says so. */
  readonly alias?: { readonly name: string; readonly leniency: Leniency };
  /** What cannot be read counts as absent: the standard has no error for it. */
  readonly isForgiven?: boolean;
  /** This version has no such member. */
  readonly isUntold?: boolean;
}

/** The facts of each member's schema; the OpenAPI documents are made from the same. */
export const memberFacts = z.registry<MemberFacts>();

/** A member with what its method's error table says. */
export function member<S extends z.ZodType>(schema: S, words: MemberWords, rest: Omit<MemberFacts, 'words'> = {}): S {
  // One schema with two tables would have the words of the later one.
  if (memberFacts.has(schema)) throw new Error('this schema is a member already: make another one');
  memberFacts.add(schema, { words, ...rest });
  return schema;
}

/** What is looked at between two members, at its place in the table. */
export interface MemberChecks<Read> {
  /** Before this member is read. */
  readonly before?: Readonly<Record<string, () => void>>;
  /** After this member: with all that has been read so far. */
  readonly after?: Readonly<Record<string, (read: Partial<Read>) => void | Promise<void>>>;
}

/**
 * Reads a request by its schema. The members stand there in the order of the method's error table, so that a request with several faults is told
 * the first row that fits.
 *
 * @throws CscRefusal in the table's words
 */
export async function decode<S extends z.ZodObject>(schema: S, members: Members, checks: MemberChecks<z.output<S>> = {}): Promise<z.output<S>> {
  const { before = {}, after = {} } = checks;
  const read: Record<string, unknown> = {};
  for (const [name, one] of Object.entries<z.ZodType>(schema.shape)) {
    before[name]?.();
    const value = decodeMember(one, name, members);
    if (value !== undefined) read[name] = value;
    // Each member went through its own schema.
    await after[name]?.(read as Partial<z.output<S>>);
  }
  return read as z.output<S>;
}

/** How a request about one credential is looked at while it is read. */
export interface AboutCredential<T, Read> {
  /** The credential at its place in the table: what is wrong with the rest is said to nobody who cannot see it. */
  readonly find: (credentialId: string) => Promise<T>;
  readonly after?: Readonly<Record<string, (found: T, read: Partial<Read>) => void>>;
}

/** Reads a request about one credential. @throws CscRefusal in the table's words, and what `find` throws */
export async function decodeAbout<S extends z.ZodObject<{ credentialID: z.ZodString }>, T>(
  schema: S,
  members: Members,
  { find, after = {} }: AboutCredential<T, z.output<S>>,
): Promise<{ readonly asked: z.output<S>; readonly found: T }> {
  const found: T[] = [];
  const withFound = Object.entries(after).map(([name, check]) => [name, (read: Partial<z.output<S>>) => found.forEach((one) => check(one, read))] as const);
  const asked = await decode(schema, members, {
    after: { ...Object.fromEntries(withFound), credentialID: async ({ credentialID }) => void found.push(await find(String(credentialID))) },
  });
  const [one] = found;
  if (one === undefined) throw new Error('nothing was found for the credentialID');
  return { asked, found: one };
}

function decodeMember(schema: z.ZodType, key: string, members: Members): unknown {
  const { words, alias, name = key, isForgiven = false, isUntold = false }: MemberFacts = memberFacts.get(schema) ?? { words: {} };
  if (isUntold) return undefined;
  const came = members.raw(name) ?? (alias !== undefined && members.allows(alias.leniency) ? members.raw(alias.name) : undefined);
  if (came === undefined && words.missing !== undefined) throw new CscRefusal(words.missing);
  const result = schema.safeParse(came);
  if (result.success) return result.data;
  const relaxed = schema.safeParse(relax(came, members));
  if (relaxed.success) return relaxed.data;
  if (isForgiven) return undefined;
  throw new CscRefusal(wordOf(result.error.issues[0], words) ?? refusals.invalid(name));
}

/** Text for a boolean or a number, from clients that write them so. Only looked at where the value as it came does not fit. */
function relax(value: unknown, members: Members): unknown {
  if (typeof value !== 'string') return value;
  if (members.allows('text-booleans') && (value === 'true' || value === 'false')) return value === 'true';
  return members.allows('text-numbers') && /^\d{1,15}$/.test(value) ? Number(value) : value;
}

/** For a check of our own: which of the member's words it fails with. */
export function failsAs(word: keyof MemberWords): { readonly params: { readonly word: keyof MemberWords } } {
  return { params: { word } };
}

function wordOf(issue: z.core.$ZodIssue | undefined, words: MemberWords): CscError | undefined {
  const { missing, type, empty, bounds, invalid } = words;
  const named: unknown = issue?.code === 'custom' ? issue.params?.['word'] : undefined;
  if (typeof named === 'string' && Object.hasOwn(words, named)) return words[named as keyof MemberWords];
  const isWhole = issue?.path.length === 0;
  if (isWhole && issue.code === 'invalid_type') return type ?? missing ?? invalid;
  if (isWhole && issue.code === 'too_small' && issue.minimum === 1 && issue.origin !== 'number' && empty !== undefined) return empty;
  if (isWhole && (issue.code === 'too_small' || issue.code === 'too_big') && bounds !== undefined) return bounds;
  return invalid ?? missing;
}
