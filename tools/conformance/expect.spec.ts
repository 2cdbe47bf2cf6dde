import { describe, expect, it } from '@jest/globals';
import { expectEmpty, expectJson, expectNothingFor, expectRefused } from './expect.ts';
import type { Answer } from './service/wire.ts';
import { Unmet } from './statement.ts';

const answer = (status: number, json?: Record<string, unknown>): Answer => ({
  status,
  json,
  text: json === undefined ? '' : JSON.stringify(json),
  headers: {},
});
const refusal = answer(400, { error: 'invalid_request', error_description: 'Empty hash array' });

describe('a refusal', () => {
  it('holds by status, code and words', () => {
    expect(() => expectRefused(refusal, { description: 'Empty hash array' })).not.toThrow();
    expect(() => expectRefused(refusal)).not.toThrow();
    expect(() => expectRefused(refusal, { description: /hash/ })).not.toThrow();
  });

  it.each([
    ['another status', answer(401, refusal.json), {}],
    ['another code', refusal, { error: 'invalid_pin' }],
    ['other words', refusal, { description: 'Empty hash array.' }],
    ['a pattern that is not in it', refusal, { description: /expired/ }],
    ['no words', answer(400, { error: 'invalid_request' }), { description: 'Empty hash array' }],
    ['no JSON', answer(400), {}],
    ['a success', answer(200, { signatures: [] }), {}],
  ])('does not hold with %s', (_what, given, expected) => {
    expect(() => expectRefused(given, expected)).toThrow(Unmet);
  });

  it('gives nothing away', () => {
    expect(() => expectNothingFor(refusal, [400])).not.toThrow();
    expect(() => expectNothingFor(answer(400, { error: 'x', SAD: 's' }), [400])).toThrow(Unmet);
    expect(() => expectNothingFor(answer(403, { error: 'x' }), [400])).toThrow(Unmet);
  });
});

it('a success has its body, or none', () => {
  expect(expectJson(answer(200, { a: 1 }))).toEqual({ a: 1 });
  expect(() => expectJson(answer(200))).toThrow(Unmet);
  expect(() => expectJson(answer(202, {}))).toThrow(Unmet);
  expect(() => expectEmpty(answer(204))).not.toThrow();
  expect(() => expectEmpty(answer(204, {}))).toThrow(Unmet);
});

it('what is told of an answer has no secret in it', () => {
  const given = answer(200, { SAD: 'sad_secret', access_token: 'secret', signatures: ['secret'], expiresIn: 1 });
  expect(() => expectRefused(given)).toThrow(/got 200 \{"SAD":"…"/);
  expect(() => expectRefused(given)).not.toThrow(/secret/);
});
