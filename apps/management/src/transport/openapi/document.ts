import { endpointTags, managementEndpoints, universalCodes, type Endpoint, type ErrorCode, type ManagementTag } from '@paraph/contracts';
import { z } from 'zod';
import { problemOf } from '../problem.js';

/** A schema of JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
type JsonSchema = Readonly<Record<string, unknown>>;

/** A document of OpenAPI 3.1, as far as it is looked at here. */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly [section: string]: unknown;
}

const headings: Readonly<Record<ManagementTag, string>> = {
  api: 'The API itself',
  subscriber: 'Legal entities under contract',
  client: 'Their signature-creation applications',
  signer: 'Persons who sign for them',
  credential: 'Credentials of signers, and seals',
  container: 'Containers of seals',
  proposal: 'What several people decide together',
  operator: 'Operators, their roles and their sessions',
  service: 'The service as a whole',
};

/** The document of the API, made from the schemas its requests are read by and its answers are cut to. */
export function openApiDocument(): OpenApiDocument {
  const endpoints: [string, Endpoint][] = Object.entries(managementEndpoints);
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, endpoint] of endpoints) (paths[`/management/v1/${endpoint.path}`] ??= {})[endpoint.method.toLowerCase()] = operation(name, endpoint);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Paraph, management',
      version: '1.0.0',
      description: 'What operators do. Every failure is a problem document (RFC 9457) with a code; a wrong request names each wrong field.',
    },
    tags: endpointTags.map((tag) => ({ name: tag, description: headings[tag] })),
    security: [{ operator: [] }],
    paths,
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: { operator: { type: 'http', scheme: 'bearer', description: 'The token of an operator’s session' } },
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

function operation(operationId: string, { tag, purpose, place, query, body, answer, errors, status }: Endpoint): object {
  const parameters = [...parametersOf('path', place), ...parametersOf('query', query)];
  const content = { 'application/json': { schema: schemaOf(body, 'input') } };
  return {
    operationId,
    tags: [tag],
    summary: purpose,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(Object.keys(body.shape).length === 0 ? {} : { requestBody: { required: true, content } }),
    responses: {
      [status]: { description: 'Done', content: { 'application/json': { schema: schemaOf(answer, 'output') } } },
      ...failures(errors),
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
function failures(errors: readonly ErrorCode[]): Record<string, object> {
  const codes = [...new Set<ErrorCode>([...universalCodes, ...errors])];
  const byStatus = Map.groupBy(codes, (code) => problemOf(code, '').status);
  const statuses = [...byStatus.keys()].sort((one, other) => one - other);
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return {
    ...Object.fromEntries(statuses.map((status) => [status, { description: (byStatus.get(status) ?? []).map((code) => `\`${code}\``).join(', '), content }])),
    401: { description: 'The operator’s token is missing, wrong or over', content },
    403: { description: ['The operator’s roles do not allow it', ...(byStatus.get(403) ?? []).map((code) => `\`${code}\``)].join(', '), content },
  };
}

// The dialect is said once for the whole document, and what is let pass besides is nobody's business.
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  return rest;
}
