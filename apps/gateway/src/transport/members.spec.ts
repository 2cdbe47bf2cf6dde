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

describe('what a parser would let pass', () => {
  it.each(['{"a":1,"a":1}', '{"a":1,"b":{"c":1,"c":2}}', '{"a":[{"x":1,"x":1}]}', '{"a":1,"\\u0061":2}', '{"":1,"":2}', '{"__proto__":1,"__proto__":2}'])(
    'a name twice is refused: %s',
    (text) => {
      expect(refusal(() => Members.parse(text))).toBe('The request body has two members of one name');
    },
  );

  it.each(['{"a":{"a":1},"b":{"a":1}}', '{"a":"a","b":"a"}', '{"a":["a","a"]}', '{"a\\"":1,"a":2}', '{"a":"{\\"b\\":1,\\"b\\":2}"}'])(
    'a text twice is none: %s',
    (text) => {
      expect(refusal(() => Members.parse(text))).toBe('none');
    },
  );

  it('32 levels are taken and 33 are not', () => {
    const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect(refusal(() => Members.parse(nested(32)))).toBe('none');
    expect(refusal(() => Members.parse(nested(33)))).toBe('The request body is nested too deep');
    expect(refusal(() => Members.parse('{"a":'.repeat(100_000)))).toBe('The request body is nested too deep');
  });

  it.each(['{"a":"\\ud800"}', '{"\\udc00":1}', '{"a":[["x\\uDBFF"]]}'])('half a surrogate pair is refused: %s', (text) => {
    expect(refusal(() => Members.parse(text))).toBe('The request body is not a JSON object');
  });

  it('a whole one is a text', () => {
    expect(Members.parse('{"a":"\\ud83d\\ude00"}').raw('a')).toBe('😀');
  });

  it.each(['"', '{"', '{"\\', '{"a\\"', '{"\\x":1}', `{"a":"${'\\"'.repeat(50_000)}`])('a text without an end is refused like any other fault', (text) => {
    expect(refusal(() => Members.parse(text))).toBe('The request body is not a JSON object');
  });
});

describe('a member', () => {
  it('that is null is absent', () => {
    const members = Members.parse('{"a":null}');
    expect([members.has('a'), members.raw('a')]).toEqual([false, undefined]);
  });

  it('can be put in its place without touching what there was', () => {
    const members = Members.parse('{"a":1}');
    expect([members.with('a', 2).raw('a'), members.raw('a')]).toEqual([2, 1]);
  });
});

it('a leniency is what the client’s profile has', () => {
  expect(Members.parse('{}').allows('old-names')).toBe(false);
  expect(Members.parse('{}', { leniencies: ['old-names'] }).allows('old-names')).toBe(true);
});
