import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { malformedCall, malformedForm, type Aim } from './make-request.ts';
import { Random } from './random.ts';
import { problemWith } from './run-malformed.ts';

const aim: Aim = {
  gateway: new URL('http://gw.example/base'),
  servers: { v1: new URL('http://as.example/v1'), v2: new URL('http://as.example') },
  versions: ['v1', 'v2'],
  tokens: { v1: 't1', v2: 't2' },
  offered: { v1: ['info'], v2: ['info'] },
  client: { clientId: 'a', clientSecret: 'b' },
};
const made = (seed: number, count: number) => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => malformedCall(aim, random));
};

describe('malformed requests', () => {
  it('come again with the same seed, and not with another', () => {
    const digest = (seed: number): string =>
      createHash('sha256')
        .update(Buffer.concat(made(seed, 40).map(({ request }) => request.body)))
        .digest('hex');
    expect(digest(7)).toBe(digest(7));
    expect(digest(7)).not.toBe(digest(8));
  });

  it('go to every method of both versions, in every way', () => {
    const requests = made(1, 700);
    expect(new Set(requests.map(({ how }) => how.split(':')[0])).size).toBe(34);
    expect(new Set(requests.map(({ how }) => how.split(': ')[1])).size).toBeGreaterThan(25);
    expect(requests.every(({ request }) => request.target.toLowerCase().startsWith('/base/csc/'))).toBe(true);
  });

  it('go to the forms that a version has', () => {
    const random = new Random(2);
    const forms = Array.from({ length: 400 }, () => malformedForm(aim, random)?.request.target);
    expect(new Set(forms)).toEqual(new Set(['/v1/oauth2/token', '/v1/oauth2/revoke', '/oauth2/token', '/oauth2/revoke', '/oauth2/pushed_authorize']));
  });
});

describe('an answer to one', () => {
  const request = { verb: 'POST', target: '/', headers: [], body: Buffer.alloc(0) };
  const refused = { status: 400, contentType: 'application/json', body: '{"error":"invalid_request"}', ms: 1 };

  it.each([400, 401, 403, 404, 405, 413, 429])('may be %i with an error in JSON', (status) => {
    expect(problemWith({ mayPass: false, request }, { ...refused, status })).toBeUndefined();
  });

  it.each([
    ['a 500', { status: 500 }],
    ['a 501 of a method that is there', { status: 501 }],
    ['a 302', { status: 302 }],
    ['nothing', { status: 0, body: '' }],
    ['a success', { status: 200 }],
    ['no body', { body: '' }],
    ['JSON of another type', { contentType: 'text/html' }],
    ['no error', { body: '{"message":"x"}' }],
    ['an error that is no text', { body: '{"error":7}' }],
  ])('may not be %s', (_what, change) => {
    expect(problemWith({ mayPass: false, request }, { ...refused, ...change })).toBeDefined();
  });

  it('may be a success where what is odd is no concern of the method, and 501 where there is none', () => {
    expect(problemWith({ mayPass: true, request }, { ...refused, status: 200 })).toBeUndefined();
    expect(problemWith({ mayPass: false, isUnimplemented: true, request }, { ...refused, status: 501 })).toBeUndefined();
  });
});
