import type { z } from 'zod';
import type { WrongField } from './problem.js';

/** A body that does not have the shape it should, with each member that is wrong. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest';

  constructor(readonly fields: readonly WrongField[]) {
    super(fields.map(({ field, problem }) => `${field}: ${problem}`).join('; '));
  }
}

/**
 * A body as its schema reads it.
 *
 * @throws InvalidRequest naming every member that is missing, wrong or unknown
 */
export function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new InvalidRequest(result.error.issues.flatMap(wrongFields));
}

function wrongFields(issue: z.core.$ZodIssue): WrongField[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ field: [...path, key].join('.'), problem: 'is not a member of this request' }));
  return [{ field: path.join('.') || 'body', problem: issue.message }];
}
