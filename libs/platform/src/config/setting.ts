import { Secret } from '@paraph/kernel';
import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** One configuration key without its service's prefix, with its meaning and how its text becomes a value. */
export interface Setting<T = unknown> {
  readonly key: string;
  readonly purpose: string;
  /** What holds when the key is absent; text as it would be written. A key without one is required. */
  readonly fallback?: string;
  /** Whether the key names a file whose content is the value. */
  readonly file: boolean;
  /** Where another setting decides whether this one is read: that setting, and the text it must have. */
  readonly when?: { readonly setting: Setting; readonly is: string };
  /** Turns text into the value, or throws an Error that says what was expected. */
  parse(text: string): T;
}

/** A value written directly in the environment. */
export function setting<T>(key: string, schema: z.ZodType<T>, about: { purpose: string; fallback?: string }): Setting<T> {
  return { key, ...about, file: false, parse: (text) => parseWith(schema, text) };
}

/** Text kept in a file that is no secret, such as a certificate. */
export function textFile(key: string, about: { purpose: string; fallback?: string }): Setting<string> {
  return { key, ...about, file: true, parse: readText };
}

/** A file that is read again while the process runs: the value is its path, and it can be read at the start. */
export function watchedFile(key: string, about: { purpose: string; fallback?: string }): Setting<string> {
  const parse = (path: string): string => {
    readText(path);
    return path;
  };
  return { key, ...about, file: true, parse };
}

/** JSON kept in a file, checked by a schema. */
export function jsonFile<T>(key: string, schema: z.ZodType<T>, about: { purpose: string }): Setting<T> {
  return { key, ...about, file: true, parse: (path) => parseWith(schema, parseJson(readText(path))) };
}

/** A setting that may be absent: its value is then `undefined`. */
export function optional<T>(one: Setting<T>): Setting<T | undefined> {
  return { ...one, fallback: '', parse: (text) => (text === '' ? undefined : one.parse(text)) };
}

/** Settings that are read, and required, only where another one has this text. Elsewhere they are `undefined`, and to write one is a problem. */
export function when<Area extends Readonly<Record<string, Setting>>>(
  setting: Setting,
  is: string,
  area: Area,
): { readonly [Name in keyof Area]: Setting<(Area[Name] extends Setting<infer T> ? T : never) | undefined> } {
  const entries = Object.entries(area).map(([name, one]) => [name, { ...one, when: { setting, is } }] as const);
  // The names are those of `area`, and each setting is the same but for its condition.
  return Object.fromEntries(entries) as never;
}

/** A secret kept in a file; surrounding white space does not count. One that others could guess has a shortest length, in characters. */
export function secretFile(key: string, { purpose, atLeast = 1 }: { purpose: string; atLeast?: number }): Setting<Secret> {
  const parse = (path: string): Secret => {
    const text = readText(path).trim();
    if (text.length < atLeast) throw new Error(`expected at least ${atLeast} characters`);
    return new Secret(text);
  };
  return { key, purpose, file: true, parse };
}

function parseWith<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(result.error.issues.map((issue) => [issue.path.join('.'), issue.message].filter(Boolean).join(': ')).join('; '));
}

function readText(path: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    if (text.trim() === '') throw new Error('the file is empty');
    return text;
  } catch (cause) {
    throw new Error(`cannot read the file ${path}`, { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error('the file is not JSON', { cause });
  }
}
