import { z } from 'zod';

type Json = z.core.JSONSchema.BaseSchema;

/** A schema as a reader of TypeScript would write it, constraints behind their type. */
export function schemaText(schema: z.ZodType, io: 'input' | 'output'): string {
  return text(z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' }), '');
}

function text(schema: Json, indent: string): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return alternatives.map((one) => text(one, indent)).join(' | ');
  if (schema.type === 'object') return objectText(schema, indent);
  if (schema.type === 'array') return arrayText(schema, indent);
  return `${String(schema.type ?? 'unknown')}${constraint(schema)}`;
}

function objectText(schema: Json, indent: string): string {
  const inner = `${indent}  `;
  const required = new Set(schema.required ?? []);
  const members = Object.entries(schema.properties ?? {}).map(
    ([name, value]) => `${inner}${name}${required.has(name) ? '' : '?'}: ${typeof value === 'boolean' ? 'unknown' : text(value, inner)};`,
  );
  const more = typeof schema.additionalProperties === 'object' ? [`${inner}[name: string]: ${text(schema.additionalProperties, inner)};`] : [];
  const lines = [...members, ...more];
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

function arrayText(schema: Json, indent: string): string {
  const item = typeof schema.items === 'object' && !Array.isArray(schema.items) ? text(schema.items, indent) : 'unknown';
  const bounds = range(schema.minItems, schema.maxItems, 'items');
  return `${item.includes(' | ') ? `(${item})` : item}[]${bounds === '' ? '' : ` /* ${bounds} */`}`;
}

function constraint(schema: Json): string {
  const parts = [schema.format, schema.pattern && schema.format === undefined ? schema.pattern : undefined, lengthOf(schema), valueOf(schema)].filter(Boolean);
  return parts.length === 0 ? '' : ` /* ${parts.join(', ')} */`;
}

function lengthOf(schema: Json): string {
  return range(schema.minLength, schema.maxLength, 'characters');
}

function valueOf(schema: Json): string {
  // The bounds of a safe integer say nothing that a reader needs.
  const max = schema.maximum === Number.MAX_SAFE_INTEGER ? undefined : schema.maximum;
  const min = schema.minimum === Number.MIN_SAFE_INTEGER ? undefined : schema.minimum;
  return schema.exclusiveMinimum === undefined ? range(min, max, '') : `above ${schema.exclusiveMinimum}`;
}

function range(min: number | undefined, max: number | undefined, unit: string): string {
  if (min === undefined && max === undefined) return '';
  return `${min ?? ''}…${max ?? ''} ${unit}`.trim();
}
