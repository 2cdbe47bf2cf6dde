import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { Unreadable } from './findings.js';
import { unreadable } from './words/archive-words.js';

/** JSON of a text that means one thing only. @throws Unreadable for what is no JSON, or has another way to write what it says */
export function readJson(text: string, name: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unreadable(unreadable.noJson(name));
  }
  // A name that stands twice, or an escape for a letter that needs none: people could be shown something else than what is read.
  if (JSON.stringify(value) !== withoutSpace(text)) throw new Unreadable(unreadable.ambiguous(name));
  return value;
}

/** A value of exactly this shape: members that nobody knows are refused. @throws Unreadable */
export function readShape<Schema extends z.ZodType>(value: unknown, schema: Schema, name: string): z.output<Schema> {
  const read = schema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Unreadable(unreadable.otherForm(name, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`));
  }
  if (!isDeepStrictEqual(read.data, value)) throw new Unreadable(unreadable.moreMembers(name));
  return read.data;
}

/** The text without what stands between its tokens. */
function withoutSpace(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, (_all, string: string | undefined) => string ?? '');
}
