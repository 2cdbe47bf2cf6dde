import { describe, expect, it } from '@jest/globals';
import { auditEndpoints, type Endpoint } from '@paraph/contracts';
import { documentText } from '@paraph/platform';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { auditDocument } from './document.js';

/** The validator of the HTTP server, of which only this is used: nothing of it is ours, and it knows the dialect of OpenAPI 3.1. */
const ofServer = createRequire(createRequire(import.meta.url).resolve('@fastify/ajv-compiler'));
const { Ajv2020 } = ofServer('ajv/dist/2020') as { Ajv2020: new (options?: object) => { compile(schema: object): unknown } };

/** The one way to accept a change: on purpose, with the file in the same commit. */
const accept = 'The public shape of the audit API changed. If it is meant: nx build audit && node tools/docs/release-openapi.ts';

const document = auditDocument();
const endpoints: [string, Endpoint][] = Object.entries(auditEndpoints);
const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({ path, verb, operation: operation as Record<string, unknown> })),
);

/** Every object below a value. */
function* objects(value: unknown, path = '#'): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  yield [path, value as Record<string, unknown>];
  for (const [name, one] of Object.entries(value)) yield* objects(one, `${path}/${name}`);
}

describe('the table of endpoints', () => {
  it('has no two at one address, and no name in two parts of one', () => {
    const addresses = endpoints.map(([, { method, path }]) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
    expect(addresses.filter((one, place) => addresses.indexOf(one) !== place)).toEqual([]);
    for (const [name, { place, query, body }] of endpoints) {
      const members = [place, query, body].flatMap(({ shape }) => Object.keys(shape));
      expect([name, new Set(members).size]).toEqual([name, members.length]);
    }
  });

  it.each(endpoints)('%s has in its address what its place names, and a GET no body', (_, { method, path, place, body }) => {
    expect([...path.matchAll(/\{(\w+)\}/g)].map(([, member]) => member)).toEqual(Object.keys(place.shape));
    if (method === 'GET') expect(body.shape).toEqual({});
  });
});

describe('the OpenAPI document', () => {
  it('is the one that was released', () => {
    const released = readFileSync(resolve(import.meta.dirname, '../../../openapi/audit-v1.json'), 'utf8');
    if (documentText(document) !== released) throw new Error(accept);
  });

  it('has every endpoint once, by its name', () => {
    expect(operations.map(({ operation }) => operation['operationId']).sort()).toEqual(endpoints.map(([name]) => name).sort());
    for (const { path, verb, operation } of operations) {
      const endpoint = endpoints.find(([name]) => name === operation['operationId'])?.[1];
      expect([verb.toUpperCase(), path]).toEqual([endpoint?.method, `/audit/v1/${endpoint?.path}`]);
    }
  });

  it('says of every operation what belongs to it, and of a search in which forms it can be had', () => {
    for (const { operation } of operations) {
      const responses = Object.values(operation['responses'] as Record<string, { description?: unknown }>);
      expect(responses.every(({ description }) => typeof description === 'string')).toBe(true);
      expect((operation['tags'] as string[]).every((tag) => JSON.stringify(document['tags']).includes(`"${tag}"`))).toBe(true);
    }
    const search = document.paths['/audit/v1/events']?.['get'] as { responses: { 200: { content: object } } };
    expect(Object.keys(search.responses[200].content)).toEqual(['application/json', 'text/csv', 'application/jsonl']);
  });

  it('has only schemas that a reader of JSON Schema 2020-12 takes, and no reference into nowhere', () => {
    const ajv = new Ajv2020({ strict: true, strictTypes: false, validateFormats: false });
    const schemas = [...objects(document)].filter(([path, one]) => path.endsWith('/schema') && !('$ref' in one));
    expect(schemas.length).toBeGreaterThan(endpoints.length);
    for (const [, schema] of schemas) ajv.compile(schema);
    const references = [...objects(document)].flatMap(([, one]) => (typeof one['$ref'] === 'string' ? [one['$ref']] : []));
    expect(new Set(references)).toEqual(new Set(['#/components/schemas/Problem']));
  });
});
