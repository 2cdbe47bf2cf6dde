import { z } from 'zod';

/** One object inside a schema, and a value of the whole that has nothing but the way to it. */
export interface ObjectLevel {
  /** For people: `documents[].label`. */
  readonly path: string;
  readonly strict: boolean;
  readonly schema: z.ZodType;
  /** The whole, with this in the place of the object. */
  readonly around: (object: Readonly<Record<string, unknown>>) => unknown;
  /** What the object must have so that its own schema is chosen among others. */
  readonly chosenBy: Readonly<Record<string, unknown>>;
}

type Wrap = (value: unknown) => unknown;

interface Place {
  readonly path: string;
  readonly wrap: Wrap;
  readonly chosenBy: Readonly<Record<string, unknown>>;
}

/** Every object in a schema, at every depth, also within lists, unions, records and what only wraps another. */
export function objectLevels(schema: z.ZodType): ObjectLevel[] {
  return [...levels(schema, { path: '', wrap: (value) => value, chosenBy: {} }, new Set())];
}

function* levels(schema: unknown, at: Place, seen: ReadonlySet<unknown>): Generator<ObjectLevel> {
  if (seen.has(schema)) return;
  const below = new Set([...seen, schema]);
  const go = (inner: unknown, step: string, wrap: Wrap): Generator<ObjectLevel> =>
    levels(inner, { path: `${at.path}${step}`, wrap: (value) => at.wrap(wrap(value)), chosenBy: {} }, below);
  if (schema instanceof z.ZodObject) {
    yield {
      path: at.path || '(the whole)',
      schema,
      strict: schema.def.catchall instanceof z.ZodNever,
      around: (object) => at.wrap(object),
      chosenBy: at.chosenBy,
    };
    for (const [name, member] of Object.entries(schema.shape)) yield* go(member, `.${name}`, (value) => ({ ...at.chosenBy, [name]: value }));
  } else if (schema instanceof z.ZodArray) yield* go(schema.element, '[]', (value) => [value]);
  else if (schema instanceof z.ZodTuple) for (const item of [...schema.def.items, schema.def.rest]) yield* go(item, '[]', (value) => [value]);
  else if (schema instanceof z.ZodRecord) yield* go(schema.valueType, '{}', (value) => ({ key: value }));
  else if (schema instanceof z.ZodUnion)
    for (const option of schema.options) yield* levels(option, { ...at, path: `${at.path}|`, chosenBy: discriminatorOf(schema, option) }, below);
  else if (schema instanceof z.ZodIntersection) for (const side of [schema.def.left, schema.def.right]) yield* levels(side, at, below);
  else if (schema instanceof z.ZodPipe) yield* levels(schema.def.in, at, below);
  else if (schema instanceof z.ZodLazy) yield* levels(schema.def.getter(), at, below);
  else if (isWrapper(schema)) yield* levels(schema.def.innerType, at, below);
}

/** The member by which a discriminated union chooses this option. */
function discriminatorOf(union: z.ZodUnion, option: unknown): Readonly<Record<string, unknown>> {
  if (!(union instanceof z.ZodDiscriminatedUnion) || !(option instanceof z.ZodObject)) return {};
  const name = union.def.discriminator;
  const member: unknown = option.shape[name];
  if (member instanceof z.ZodLiteral) return { [name]: [...member.values][0] };
  if (member instanceof z.ZodEnum) return { [name]: member.options[0] };
  throw new TypeError(`the discriminator ${name} is neither a literal nor an enumeration`);
}

/** Optional, nullable, with a default, read-only: anything that wraps another schema. */
function isWrapper(schema: unknown): schema is { def: { innerType: unknown } } {
  return schema instanceof z.ZodType && 'innerType' in schema.def;
}

/** The members a parser calls unknown, also within the tries of a union. */
export function unknownMembers(schema: z.ZodType, value: unknown): string[] {
  return [...keys(schema.safeParse(value).error?.issues ?? [])];
}

function* keys(issues: readonly z.core.$ZodIssue[]): Generator<string> {
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') yield* issue.keys;
    if (issue.code === 'invalid_union') for (const tried of issue.errors) yield* keys(tried);
  }
}
