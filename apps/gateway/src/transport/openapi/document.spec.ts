import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { versionParts } from '../versions.js';
import { documentText, openApiDocument } from './document.js';
import { exampleOf } from './example.js';
import { memberText, methodTexts } from './member-texts.js';
import { answerSchema, wireMembers, type JsonSchema } from './request-schema.js';

/** The validator of the HTTP server, of which only this is used: nothing of it is ours, and it knows the dialect of OpenAPI 3.1. */
interface Validator {
  compile(schema: object): (value: unknown) => boolean;
  validate(schema: object, value: unknown): boolean;
  errorsText(): string;
}
const ofServer = createRequire(createRequire(import.meta.url).resolve('@fastify/ajv-compiler'));
const { Ajv2020 } = ofServer('ajv/dist/2020') as { Ajv2020: new (options?: object) => Validator };

const ORIGIN = 'https://csc.example';
const versions = versionParts.map((parts) => [parts.dialect.name, parts] as const);

/** The one way to accept a change: on purpose, with the file in the same commit. */
const accept = 'The public shape of the API changed. If it is meant: nx build gateway && node tools/docs/release-openapi.ts';

/** Every object below a value. */
function* objects(value: unknown, path = '#'): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  yield [path, value as Record<string, unknown>];
  for (const [name, one] of Object.entries(value)) yield* objects(one, `${path}/${name}`);
}

describe.each(versions)('the OpenAPI document of %s', (name, parts) => {
  const document = openApiDocument(parts, ORIGIN);
  const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => ({ path, verb, operation: operation as Record<string, unknown> })),
  );

  it('is the one that was released', () => {
    const released = readFileSync(resolve(import.meta.dirname, `../../../openapi/csc-${name}.json`), 'utf8');
    if (documentText(document) !== released) throw new Error(accept);
  });

  it('has a path for each method, by POST, and for info also by GET', () => {
    expect(Object.keys(document.paths)).toEqual(parts.served.map(({ shape }) => `/${shape.name}`));
    expect(operations.map(({ path, verb }) => `${verb} ${path}`).filter((one) => !one.startsWith('post '))).toEqual(['get /info']);
  });

  it('has every member that OpenAPI 3.1 demands, and no reference into nowhere', () => {
    expect(document).toMatchObject({ openapi: '3.1.1', info: { title: expect.any(String), version: expect.any(String) } });
    const ids = operations.map(({ operation }) => operation['operationId']);
    expect(new Set(ids).size).toBe(ids.length);
    const schemes = Object.keys((document['components'] as { securitySchemes: object }).securitySchemes);
    for (const { operation } of operations) {
      expect(Object.values(operation['responses'] as object).every((one) => typeof (one as { description?: unknown }).description === 'string')).toBe(true);
      expect((operation['security'] as object[]).flatMap((one) => Object.keys(one)).every((one) => schemes.includes(one))).toBe(true);
      expect((operation['tags'] as string[]).every((tag) => JSON.stringify(document['tags']).includes(`"${tag}"`))).toBe(true);
    }
    const references = [...objects(document)].flatMap(([, one]) => (typeof one['$ref'] === 'string' ? [one['$ref']] : []));
    expect(references.length).toBeGreaterThan(10);
    expect(new Set(references)).toEqual(new Set(['#/components/schemas/Error']));
  });

  it('has only schemas that a strict reader of JSON Schema 2020-12 takes', () => {
    const ajv = new Ajv2020({ strict: true, strictTypes: false, formats: { uri: true } });
    const schemas = [...objects(document)].filter(([path, one]) => path.endsWith('/schema') && !('$ref' in one));
    expect(schemas.length).toBeGreaterThan(parts.served.length);
    for (const [, schema] of schemas) ajv.compile(schema);
  });

  it('shows errors that have the shape of errors', () => {
    const ajv = new Ajv2020();
    const isError = ajv.compile((document['components'] as { schemas: { Error: object } }).schemas.Error);
    const examples = [...objects(document)].filter(([path]) => /\/examples\/row\d+$/.test(path));
    expect(examples.length).toBeGreaterThan(parts.served.length);
    for (const [, example] of examples) expect(isError(example['value'])).toBe(true);
  });

  it('has examples on its page that are what the schemas say', () => {
    const ajv = new Ajv2020({ formats: { uri: true } });
    for (const { shape } of parts.served) {
      for (const schema of Object.values(shape.answers)) {
        if (schema === null || shape.name === 'info') continue;
        const json: JsonSchema = answerSchema(schema);
        expect([shape.name, ajv.validate(json, exampleOf(json)), ajv.errorsText()]).toEqual([shape.name, true, 'No errors']);
      }
    }
  });

  it.each(parts.served.map(({ shape }) => [shape.name, shape] as const))('says what each member of %s means, in each language', (method, shape) => {
    expect(methodTexts[method]).toMatchObject({ en: expect.stringMatching(/\w/), fr: expect.stringMatching(/\w/) });
    for (const { name: member } of wireMembers(shape))
      expect([member, memberText(method, member)]).toEqual([member, { en: expect.any(String), fr: expect.any(String) }]);
  });
});
