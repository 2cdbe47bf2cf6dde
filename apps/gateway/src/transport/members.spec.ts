import { describe, expect, it } from '@jest/globals';
import { CscRefusal } from './csc-error.js';
import { Members } from './members.js';

const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof CscRefusal) return error.wire.description;
    throw error;
  }
  return 'none';
};

describe('a request body', () => {
  it.each([undefined, '', ' \n', '{}'])('is empty when it is %j', (text) => {
    expect(Members.parse(text).has('a')).toBe(false);
  });

  it.each(['{', '[]', '"{}"', '1', 'null', 'true', '{} {}'])('is refused when it is %j', (text) => {
    expect(refusal(() => Members.parse(text))).toBe('The request body is not a JSON object');
  });

  it('has no members but its own', () => {
    expect(Members.parse('{"__proto__":{"x":"y"}}').has('x')).toBe(false);
    expect(Members.parse('{}').has('toString')).toBe(false);
  });
});

describe('a member', () => {
  it('that is null is absent', () => {
    const members = Members.parse('{"a":null}');
    expect([members.has('a'), members.raw('a'), members.flag('a')]).toEqual([false, undefined, false]);
  });

  it.each(['{}', '{"a":null}', '{"a":1}', '{"a":["x"]}', '{"a":{}}', '{"a":true}'])('of %s is no text', (text) => {
    expect(refusal(() => Members.parse(text).string('a'))).toBe('Missing (or invalid type) string parameter a');
  });

  it.each(['{}', '{"a":null}', '{"a":"1"}', '{"a":1.5}', '{"a":true}', '{"a":[1]}', '{"a":{}}'])('of %s is no whole number', (text) => {
    expect(refusal(() => Members.parse(text).integer('a'))).toBe('Missing (or invalid type) integer parameter a');
  });

  it.each([
    ['{"a":1}', 1],
    ['{"a":1.0}', 1],
    ['{"a":-1}', -1],
    ['{"a":0}', 0],
  ])('of %s is %d', (text, value) => {
    expect(Members.parse(text).integer('a')).toBe(value);
  });

  it.each(['{"a":1}', '{"a":"yes"}', '{"a":"TRUE"}', '{"a":[]}', '{"a":""}'])('of %s is no boolean', (text) => {
    expect(refusal(() => Members.parse(text).flag('a'))).toBe('Invalid parameter a');
  });

  it.each([
    ['{"a":true}', true],
    ['{"a":"true"}', true],
    ['{"a":false}', false],
    ['{"a":"false"}', false],
    ['{}', false],
  ])('of %s is %s', (text, value) => {
    expect(Members.parse(text).flag('a')).toBe(value);
  });
});
