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

/** JSON kept in a file, checked by a schema. */
export function jsonFile<T>(key: string, schema: z.ZodType<T>, about: { purpose: string }): Setting<T> {
  return { key, ...about, file: true, parse: (path) => parseWith(schema, parseJson(readText(path))) };
}

/** A secret kept in a file; surrounding white space does not count. */
export function secretFile(key: string, about: { purpose: string }): Setting<Secret> {
  return { key, ...about, file: true, parse: (path) => new Secret(readText(path).trim()) };
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
