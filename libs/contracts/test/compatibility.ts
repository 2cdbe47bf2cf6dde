import { z } from 'zod';
import { subjectStem, type Call } from '../src/index.js';

type Json = Readonly<Record<string, unknown>>;

/** A call as it was released: its two schemas, by subject. */
export interface ReleasedCall {
  readonly request: Json;
  readonly reply: Json;
}

/** The schemas of a call as they are now. */
export function schemasOf(call: Call): ReleasedCall {
  const schema = (one: z.ZodType): Json => ({ ...z.toJSONSchema(one, { io: 'input', unrepresentable: 'any', reused: 'inline' }) });
  return { request: schema(call.request), reply: schema(call.reply) };
}

/**
 * What a call broke of its released form: a request may not change at all, since an older callee would refuse it or, worse, an
 * older caller leave out what a newer one demands; a reply may only grow.
 */
export function broken(call: Call, released: ReleasedCall): string[] {
  const now = schemasOf(call);
  const subject = subjectStem(call);
  return [
    ...(same(now.request, released.request) ? [] : [`${subject}: the request changed; a changed request is a new version of the call`]),
    ...lost(released.reply, now.reply).map((member) => `${subject}: the reply lost or changed ${member}; a reply may only grow`),
  ];
}

/** Members of a reply that are gone or different; a schema that is no plain object must be the same as a whole. */
function lost(before: Json, now: Json): string[] {
  const [old, present] = [before['properties'], now['properties']].map((one) => one as Readonly<Record<string, unknown>> | undefined);
  if (!old || !present) return same(before, now) ? [] : ['its shape'];
  const required = (one: Json): readonly string[] => (one['required'] as readonly string[] | undefined) ?? [];
  const changed = Object.keys(old).filter((name) => !same(old[name], present[name]));
  const optional = required(before).filter((name) => !required(now).includes(name));
  return [...new Set([...changed, ...optional])];
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
