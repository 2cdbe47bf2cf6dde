import { managementEndpoints, type Endpoint } from '@paraph/contracts';
import { z } from 'zod';
import type { Command } from './commands.ts';

/** One thing a command can be told, as the endpoint's schema has it. */
export interface Member {
  readonly name: string;
  /** As an option is typed: `--subscriber-id`. */
  readonly option: string;
  readonly where: 'place' | 'query' | 'body';
  readonly kind: 'text' | 'number' | 'flag' | 'texts' | 'json';
  readonly isRequired: boolean;
  readonly choices: readonly string[];
  /** What its identifiers begin with: `cli`. */
  readonly prefix?: string | undefined;
  readonly fallback?: unknown;
}

const property = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  pattern: z.string().optional(),
  default: z.unknown().optional(),
  items: z.looseObject({ type: z.string().optional() }).optional(),
});

/** What a command can be told: members of the address in their order, then the options. */
export function membersOf({ endpoint }: Pick<Command, 'endpoint'>): readonly Member[] {
  const asked: Endpoint = managementEndpoints[endpoint];
  return (['place', 'query', 'body'] as const).flatMap((where) => {
    const { properties = {}, required = [] } = z.toJSONSchema(asked[where], { io: 'input', unrepresentable: 'any' });
    return Object.entries(properties).map(([name, schema]) => memberOf(name, where, { schema: property.parse(schema), isRequired: required.includes(name) }));
  });
}

function memberOf(name: string, where: Member['where'], found: { schema: z.output<typeof property>; isRequired: boolean }): Member {
  const { schema, isRequired } = found;
  return {
    name,
    option: name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    where,
    kind: kindOf(schema),
    isRequired: isRequired || where === 'place',
    choices: schema.enum ?? [],
    prefix: /^\^([a-z]+)_/.exec(schema.pattern ?? '')?.[1],
    ...('default' in schema ? { fallback: schema.default } : {}),
  };
}

function kindOf({ type, items }: z.output<typeof property>): Member['kind'] {
  if (type === 'string') return 'text';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'boolean') return 'flag';
  return type === 'array' && items?.type === 'string' ? 'texts' : 'json';
}
