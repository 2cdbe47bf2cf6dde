import { z } from 'zod';
import type { CscError } from '../csc-error.js';
import { memberFacts, type MemberFacts } from '../wire/member.js';
import type { Shape } from '../wire/shape.js';
import { memberText } from './member-texts.js';

/** A schema of JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One member of a request as it is on the wire. */
export interface WireMember {
  readonly name: string;
  readonly isRequired: boolean;
  readonly schema: JsonSchema;
  readonly words: MemberFacts['words'];
}

/** Members of a request, in the order in which they are read. */
export function wireMembers({ name: method, request }: Pick<Shape, 'name' | 'request'>): readonly WireMember[] {
  return Object.entries(request.shape as Readonly<Record<string, z.ZodType>>).flatMap(([key, schema]) => {
    const { words, name = key, isUntold = false }: MemberFacts = memberFacts.get(schema) ?? { words: {} };
    if (isUntold) return [];
    const said = memberText(method, name);
    const described = said === undefined ? {} : { description: said.en };
    return [{ name, isRequired: words.missing !== undefined, schema: { ...described, ...jsonSchemaOf(schema) }, words }];
  });
}

/** A request's schema. Further members are let pass and ignored. */
export function requestSchema(shape: Shape): JsonSchema {
  const members = wireMembers(shape);
  const required = members.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(members.map(({ name, schema }) => [name, schema])),
    ...(required.length === 0 ? {} : { required }),
  };
}

/** An answer's schema. */
export function answerSchema(schema: z.ZodType): JsonSchema {
  return jsonSchemaOf(schema);
}

/** The rows of a method's error table: of its members in their order, then the others. */
export function errorRows({ request, name, refusals }: Shape): readonly CscError[] {
  const ofMembers = wireMembers({ name, request }).flatMap(({ words }) => [words.missing, words.type, words.empty, words.bounds, words.invalid]);
  const rows = [...ofMembers.filter((one) => one !== undefined), ...refusals];
  return [...new Map(rows.map((row) => [`${row.status} ${row.error} ${row.description}`, row])).values()];
}

// The dialect is said once for the whole document, and what is let pass besides is nobody's business.
function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' });
  return rest;
}
