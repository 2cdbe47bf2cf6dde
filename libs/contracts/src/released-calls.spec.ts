import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { broken, schemasOf, type ReleasedCall } from '../test/compatibility.js';
import { calls } from './calls.js';
import { defineCall, subjectStem, type Call } from './call.js';

const file = resolve(import.meta.dirname, '../released-calls.json');
const released = JSON.parse(readFileSync(file, 'utf8')) as Record<string, ReleasedCall>;

describe('the calls that were released', () => {
  it('are all still there, and all that there is was released', () => {
    expect(calls.map(subjectStem).sort()).toEqual(Object.keys(released).sort());
    expect(Object.keys(released).length).toBeGreaterThan(20);
  });

  it.each(calls.map((call) => [subjectStem(call), call] as const))('%s keeps its request, and its reply has only grown', (subject, call) => {
    const before = released[subject];
    expect(before && broken(call, before)).toEqual([]);
  });
});

describe('the check itself', () => {
  const call = (request: z.ZodType, reply: z.ZodType): Call =>
    defineCall({ service: 'sam', name: 'signHash', version: 1, purpose: '', request, reply, errors: [], callers: ['gateway'], budgetMs: 1 });
  const before = schemasOf(call(z.strictObject({ hash: z.string() }), z.object({ value: z.string(), note: z.string().optional() })));

  it.each([
    ['nothing changed', z.strictObject({ hash: z.string() }), z.object({ value: z.string(), note: z.string().optional() })],
    ['a reply that grew', z.strictObject({ hash: z.string() }), z.object({ value: z.string(), note: z.string().optional(), more: z.string().optional() })],
  ])('allows %s', (_case, request, reply) => {
    expect(broken(call(request, reply), before)).toEqual([]);
  });

  it.each([
    ['a request with one more member', z.strictObject({ hash: z.string(), policy: z.string().optional() }), z.object({ value: z.string() })],
    ['a request with a stricter member', z.strictObject({ hash: z.string().max(5) }), z.object({ value: z.string(), note: z.string().optional() })],
    ['a reply without a member', z.strictObject({ hash: z.string() }), z.object({ value: z.string() })],
    ['a reply with another type', z.strictObject({ hash: z.string() }), z.object({ value: z.number(), note: z.string().optional() })],
    ['a reply whose member became optional', z.strictObject({ hash: z.string() }), z.object({ value: z.string().optional(), note: z.string().optional() })],
  ])('refuses %s', (_case, request, reply) => {
    expect(broken(call(request, reply), before).length).toBeGreaterThan(0);
  });
});
