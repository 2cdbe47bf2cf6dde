import { describe, expect, it } from '@jest/globals';
import { CscRefusal } from './csc-error.js';
import type { ApiVersion, Method } from './method.js';
import { pathOf, route } from './route.js';

const open: Method = { access: 'open', byGet: true, answer: () => ({ status: 200 }) };
const list: Method = { access: 'bearer', scopes: ['service'], answer: async () => ({ status: 200 }) };
const version = (name: 'v1' | 'v2', names: readonly [string, Method][]): ApiVersion => ({
  name,
  methods: new Map(names),
  unimplemented: new Set([`signatures/only-${name}`]),
  refusals: { malformedHeader: { status: 400, error: 'invalid_request', description: '' } },
  errorOf: () => ({ status: 500, error: '', description: '' }),
});
const versions = [
  version('v1', [['info', open]]),
  version('v2', [
    ['info', open],
    ['credentials/list', list],
  ]),
];
const routed = (verb: string, target: string): string => {
  try {
    const { version: found, name } = route({ verb, target }, { all: versions, own: [] });
    return `${found.name} ${name}`;
  } catch (error) {
    if (error instanceof CscRefusal) return `${error.wire.status} ${error.wire.error}`;
    throw error;
  }
};

describe('a request', () => {
  it.each([
    ['POST', '/csc/v1/info', 'v1 info'],
    ['POST', '/csc/v2/info', 'v2 info'],
    ['GET', '/csc/v2/info?lang=fr', 'v2 info'],
    ['POST', '/csc/v2/credentials/list', 'v2 credentials/list'],
    ['POST', '//csc//v2/credentials//list/', 'v2 credentials/list'],
  ])('%s %s is for %s', (verb, target, expected) => {
    expect(routed(verb, target)).toBe(expected);
  });

  it.each([
    ['POST', '/csc/v1/credentials/list', '404 invalid_request'],
    ['POST', '/csc/v3/info', '404 invalid_request'],
    ['POST', '/csc/v0/info', '404 invalid_request'],
    ['POST', '/csc/V2/info', '404 invalid_request'],
    ['POST', '/csc/v2', '404 invalid_request'],
    ['POST', '/csc/v2/', '404 invalid_request'],
    ['POST', '/', '404 invalid_request'],
    ['POST', '/prefix/csc/v2/info', '404 invalid_request'],
    ['POST', '/csc/v2/constructor', '404 invalid_request'],
    ['POST', '/csc/v2/%69nfo', '404 invalid_request'],
    ['POST', '/csc/v1/signatures/only-v1', '501 invalid_request'],
    ['POST', '/csc/v2/signatures/only-v1', '404 invalid_request'],
    ['GET', '/csc/v2/credentials/list', '405 invalid_request'],
    ['PUT', '/csc/v2/info', '405 invalid_request'],
    ['HEAD', '/csc/v2/info', '405 invalid_request'],
  ])('%s %s is refused with %s', (verb, target, expected) => {
    expect(routed(verb, target)).toBe(expected);
  });

  it('costs no more for a path that is all slashes', () => {
    expect(pathOf(`/${'/'.repeat(50_000)}x`)).toBe('/x');
  });
});
