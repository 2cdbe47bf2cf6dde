import { refusals, type CscError } from '../csc-error.js';
import type { VersionParts } from '../versions.js';
import type { Shape } from '../wire/shape.js';
import { methodTexts } from './member-texts.js';
import { answerSchema, errorRows, requestSchema, type JsonSchema } from './request-schema.js';

/** A document of OpenAPI 3.1, as far as it is looked at here. */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly [section: string]: unknown;
}

const names = { v1: 'CSC API 1.0.4.0', v2: 'CSC API 2.0.0.2 with 2.1 and 2.2' } as const;

/** The document of one version, made from the schemas that its requests are read by. @param origin where clients address the service */
export function openApiDocument({ dialect, served }: VersionParts, origin: string): OpenApiDocument {
  const shapes = served.map(({ shape }) => shape);
  return {
    openapi: '3.1.1',
    info: {
      title: `Paraph, ${names[dialect.name]}`,
      version: dialect.name === 'v1' ? '1.0.4' : '2.2.0',
      description:
        'Remote signatures by the API of the Cloud Signature Consortium. A request with several faults is told the first row of its table that fits.',
    },
    servers: [{ url: `${origin}/csc/${dialect.name}` }],
    tags: ['info', 'auth', 'credentials', 'signatures'].map((name) => ({ name })),
    paths: Object.fromEntries(shapes.map((shape) => [`/${shape.name}`, pathOf(shape, dialect.words.malformedHeader)])),
    components: { schemas: { Error: errorSchema }, securitySchemes },
  };
}

/** The document as text: of one shape, so that a change of it is a change of this. */
export function documentText(document: OpenApiDocument): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const errorSchema: JsonSchema = {
  type: 'object',
  properties: { error: { type: 'string' }, error_description: { type: 'string' } },
  required: ['error', 'error_description'],
};

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An access token of the authorisation server or of auth/login (RFC 6750)' },
  dpop: { type: 'http', scheme: 'dpop', description: 'A token bound to a key, with one proof in the header `DPoP` (RFC 9449)' },
  basic: { type: 'http', scheme: 'basic', description: 'User name and password (RFC 7617)' },
};

function pathOf(shape: Shape, malformedHeader: CscError): Record<string, object> {
  const post = operation(shape, malformedHeader);
  if (shape.byGet !== true) return { post };
  const { requestBody: _none, ...rest } = operation(shape, malformedHeader);
  return { post, get: { ...rest, operationId: `${operationId(shape.name)}ByGet` } };
}

function operation(shape: Shape, malformedHeader: CscError): { readonly requestBody: object; readonly [part: string]: unknown } {
  const hasRequired = requestSchema(shape)['required'] !== undefined;
  return {
    operationId: operationId(shape.name),
    tags: [shape.name.split('/')[0] ?? shape.name],
    summary: methodTexts[shape.name]?.en ?? shape.name,
    description: `${shape.clause}${shape.scopes === undefined ? '' : `. Scope of the access token: ${shape.scopes.join(' or ')}`}`,
    security: securityOf(shape),
    requestBody: { required: hasRequired, content: { 'application/json': { schema: requestSchema(shape) } } },
    responses: { ...answers(shape), ...failures(shape, malformedHeader) },
  };
}

function operationId(name: string): string {
  return name.replace(/\/(\w)/, (_, letter: string) => letter.toUpperCase());
}

function securityOf({ access }: Shape): object[] {
  if (access === 'open') return [];
  return access === 'login' ? [{ basic: [] }, {}] : [{ bearer: [] }, { dpop: [] }];
}

const said = { 200: 'Done', 202: 'Not finished yet', 204: 'Done, without a body' } as const;

function answers({ answers: known }: Shape): Record<string, object> {
  const told: Record<string, object> = {};
  for (const status of [200, 202, 204] as const) {
    const schema = known[status];
    const description = said[status];
    if (schema === null) told[status] = { description };
    else if (schema !== undefined) told[status] = { description, content: { 'application/json': { schema: answerSchema(schema) } } };
  }
  return told;
}

/** What every method with a token can be refused with, beside its table. */
const ofTokens: readonly CscError[] = [refusals.unknownToken, refusals.expiredToken, refusals.invalidProof, refusals.wrongScope, refusals.tooLarge];
const ofAll: readonly CscError[] = [refusals.malformedBody, refusals.repeatedMember, refusals.tooDeep];

const meanings: Readonly<Record<number, string>> = {
  400: 'The request is refused',
  401: 'The token, the proof or the login is refused',
  403: 'The token is not for this method',
  413: 'The body is too large',
};

function failures(shape: Shape, malformedHeader: CscError): Record<string, object> {
  const ofHeader = shape.access === 'bearer' && shape.name !== 'credentials/sendOTP' ? [malformedHeader] : [];
  const rows = [...ofHeader, ...errorRows(shape), ...(shape.access === 'bearer' ? ofTokens : []), ...ofAll];
  const statuses = [...new Set(rows.map(({ status }) => status))].sort((one, other) => one - other);
  const told: Record<string, object> = {};
  for (const status of statuses)
    told[status] = failure(
      meanings[status] ?? 'Refused',
      rows.filter((row) => row.status === status),
    );
  return {
    ...told,
    429: { description: 'Too many requests; `Retry-After` says when to come back', ...errorContent },
    500: { description: 'Unexpected condition; `X-Correlation-Id` names it', ...errorContent },
    503: { description: 'Unavailable for the moment; `Retry-After` says when to come back', ...errorContent },
  };
}

const errorContent = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };

function failure(description: string, rows: readonly CscError[]): object {
  const examples = Object.fromEntries(
    rows.map(({ error, description: text }, index) => [`row${String(index + 1).padStart(2, '0')}`, { value: { error, error_description: text } }]),
  );
  return { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' }, examples } } };
}
