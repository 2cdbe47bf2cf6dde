import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { objectLevels, unknownMembers, type ObjectLevel } from '../test/object-levels.js';
import { auditEvent, calls, messageContent, publicJwk, quorum, registrations, subjectStem, typedSecret } from './index.js';

/** Requests by name: those of the calls, and JSON that is read with the same care though it comes as text. */
const requests: [string, z.ZodType][] = [
  ...calls.map((call): [string, z.ZodType] => [subjectStem(call), call.request]),
  ['registrations', registrations],
  ['typedSecret', typedSecret],
  ['messageContent', messageContent],
  ['quorum', quorum],
];
const replies: [string, z.ZodType][] = [...calls.map((call): [string, z.ZodType] => [subjectStem(call), call.reply]), ['auditEvent', auditEvent]];

const withSurprise = (level: ObjectLevel): unknown => level.around({ ...level.chosenBy, surprise: 1 });

describe('a request', () => {
  it.each(requests)('of %s refuses an unknown member wherever it stands', (_name, schema) => {
    const levels = objectLevels(schema).filter((level) => level.schema !== publicJwk);
    expect(levels.filter((level) => !level.strict).map((level) => level.path)).toEqual([]);
    // And by doing it: a value with nothing but the way to the surprise.
    for (const level of levels)
      expect({ at: level.path, unknown: unknownMembers(schema, withSurprise(level)) }).toEqual({
        at: level.path,
        unknown: expect.arrayContaining(['surprise']),
      });
    expect(levels.length).toBeGreaterThan(0);
  });
});

describe('a public key in a request', () => {
  const jwk = { kty: 'EC', kid: 'one', crv: 'P-256', x: 'AA', y: 'AA' };

  it('may have members nobody here knows, as its standard says: the control', () => {
    expect(publicJwk.safeParse({ ...jwk, 'x5t#S256': 'AA', vendor: 'x' }).success).toBe(true);
  });

  it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])('may not have the private member %s', (name) => {
    expect(publicJwk.safeParse({ ...jwk, [name]: 'AA' }).error?.issues[0]?.message).toMatch(/public key/);
  });
});

describe('a reply or an event', () => {
  it.each(replies)('of %s tolerates an unknown member wherever it stands', (_name, schema) => {
    const levels = objectLevels(schema);
    expect(levels.filter((level) => level.strict).map((level) => level.path)).toEqual([]);
    for (const level of levels) expect({ at: level.path, unknown: unknownMembers(schema, withSurprise(level)) }).toEqual({ at: level.path, unknown: [] });
    expect(levels.length).toBeGreaterThan(0);
  });
});

describe('the check itself', () => {
  const inside = z.object({ a: z.string() });

  it.each([
    ['a member', z.strictObject({ one: inside }), '.one'],
    ['a list', z.strictObject({ many: z.array(inside).max(3) }), '.many[]'],
    ['an optional member', z.strictObject({ maybe: inside.optional() }), '.maybe'],
    ['a member with a default', z.strictObject({ one: inside.default({ a: '' }) }), '.one'],
    ['a union', z.strictObject({ either: z.union([z.string(), inside]) }), '.either|'],
    [
      'a choice by kind',
      z.strictObject({ by: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('x') }), z.object({ kind: z.literal('y') })]) }),
      '.by|',
    ],
    ['a record', z.strictObject({ named: z.record(z.string(), inside) }), '.named{}'],
    ['a transformed member', z.strictObject({ one: inside.transform(String) }), '.one'],
    ['a checked member', z.strictObject({ one: inside.refine(() => true) }), '.one'],
    ['what comes late', z.strictObject({ one: z.lazy(() => inside) }), '.one'],
    ['a tuple', z.strictObject({ pair: z.tuple([z.string(), inside]) }), '.pair[]'],
  ])('finds a tolerant object in %s', (_case, schema, path) => {
    expect(
      objectLevels(schema)
        .filter((level) => !level.strict)
        .map((level) => level.path),
    ).toEqual([path]);
  });

  it('sees a surprise beside missing members, and none where there is none', () => {
    const schema = z.strictObject({ a: z.string(), deep: z.array(z.strictObject({ b: z.number() })) });
    expect(objectLevels(schema).map((level) => [level.path, unknownMembers(schema, withSurprise(level))])).toEqual([
      ['(the whole)', ['surprise']],
      ['.deep[]', ['surprise']],
    ]);
    expect(unknownMembers(schema, { a: 1 })).toEqual([]);
  });
});
