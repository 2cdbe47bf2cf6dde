import { universalCodes, type Endpoint, type EndpointTag, type ErrorCode } from '@paraph/contracts';
import { z } from 'zod';
import { problemOf } from './problem.js';
import type { ApiRoot } from './serves.js';

/** A schema of JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
type JsonSchema = Readonly<Record<string, unknown>>;

/** A document of OpenAPI 3.1, as far as it is looked at here. */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly [section: string]: unknown;
}

/** What a document says of an API besides its endpoints. */
export interface DescribedApi {
  readonly root: ApiRoot;
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /** What its endpoints belong to, in the order of the document. */
  readonly headings: Readonly<Partial<Record<EndpointTag, string>>>;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  /** Who may ask: a name, and what their bearer token is. */
  readonly security: { readonly name: string; readonly description: string };
  /** What is said of 401 and of 403; and of 429, where it is counted how often somebody asks. */
  readonly refusals: { readonly unauthorised: string; readonly forbidden: string; readonly tooOften?: string };
}

/** The document of an API, made from the schemas its requests are read by and its answers are cut to. */
export function openApiDocument({ root, endpoints, headings, info, security, refusals }: DescribedApi): OpenApiDocument {
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, endpoint] of Object.entries(endpoints))
    (paths[`${root}${endpoint.path}`] ??= {})[endpoint.method.toLowerCase()] = operation(name, endpoint, refusals);
  return {
    openapi: '3.1.1',
    info,
    tags: Object.entries(headings).map(([name, description]) => ({ name, description })),
    security: [{ [security.name]: [] }],
    paths,
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: { [security.name]: { type: 'http', scheme: 'bearer', description: security.description } },
    },
  };
}

/** The document as text: of one shape, so that a change of it is a change of this. */
export function documentText(document: OpenApiDocument): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const problemSchema: JsonSchema = {
  type: 'object',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string' },
    fields: {
      type: 'array',
      items: { type: 'object', properties: { field: { type: 'string' }, problem: { type: 'string' } }, required: ['field', 'problem'] },
    },
    correlationId: { type: 'string' },
  },
  required: ['type', 'title', 'status', 'code', 'detail'],
};

function operation(
  operationId: string,
  { tag, purpose, place, query, body, answer, errors, status, streams = [] }: Endpoint,
  refusals: DescribedApi['refusals'],
): object {
  const parameters = [...parametersOf('path', place), ...parametersOf('query', query)];
  const content = { 'application/json': { schema: schemaOf(body, 'input') } };
  return {
    operationId,
    tags: [tag],
    summary: purpose,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(Object.keys(body.shape).length === 0 ? {} : { requestBody: { required: true, content } }),
    responses: {
      [status]: {
        description: 'Done',
        content: {
          'application/json': { schema: schemaOf(answer, 'output') },
          ...Object.fromEntries(streams.map((mediaType) => [mediaType, { schema: { type: 'string' } }])),
        },
      },
      ...failures(errors, refusals),
    },
  };
}

function parametersOf(where: 'path' | 'query', members: z.ZodObject): object[] {
  const { properties = {}, required = [] } = z.toJSONSchema(members, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = property as JsonSchema;
    return { name, in: where, required: where === 'path' || required.includes(name), ...(description === undefined ? {} : { description }), schema };
  });
}

/** One answer for each status, naming the codes that come with it. */
function failures(errors: readonly ErrorCode[], { unauthorised, forbidden, tooOften }: DescribedApi['refusals']): Record<string, object> {
  const codes = [...new Set<ErrorCode>([...universalCodes, ...errors])];
  const byStatus = Map.groupBy(codes, (code) => problemOf(code, '').status);
  const statuses = [...byStatus.keys()].sort((one, other) => one - other);
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return {
    ...Object.fromEntries(statuses.map((status) => [status, { description: (byStatus.get(status) ?? []).map((code) => `\`${code}\``).join(', '), content }])),
    401: { description: unauthorised, content },
    403: { description: told(forbidden, byStatus.get(403) ?? []), content },
    ...(tooOften === undefined ? {} : { 429: { description: told(tooOften, ['request.too_many', ...(byStatus.get(429) ?? [])]), content } }),
  };
}

/** What is said of a status, and the codes that come with it, each once. */
function told(text: string, codes: readonly ErrorCode[]): string {
  return [text, ...[...new Set(codes)].map((code) => `\`${code}\``)].join(', ');
}

// The dialect is said once for the whole document, and what is let pass besides is nobody's business.
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  return rest;
}
