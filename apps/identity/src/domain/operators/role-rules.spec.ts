import { describe, expect, it } from '@jest/globals';
import { trustRoles, type TrustRole } from '@paraph/contracts';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { forbiddenBeside, roleRules, type RoleRules } from './role-rules.js';

const shipped = (name: string): RoleRules =>
  roleRules.parse(JSON.parse(readFileSync(resolve(import.meta.dirname, `../../../../../policies/roles/${name}.json`), 'utf8')));

/** Every pair of different roles, each once. */
const pairs = trustRoles.flatMap((one, place) => trustRoles.slice(place + 1).map((other): [TrustRole, TrustRole] => [one, other]));
const forbiddenIn = (rules: RoleRules): string[] =>
  pairs.filter(([one, other]) => forbiddenBeside(rules, [one], other) !== undefined).map((pair) => [...pair].sort().join(' '));
const withAnything = (...roles: TrustRole[]): string[] =>
  pairs.filter((pair) => pair.some((one) => roles.includes(one))).map((pair) => [...pair].sort().join(' '));
const unique = (texts: readonly string[]): string[] => [...new Set(texts)].sort();

describe('the rules that are shipped', () => {
  // What each provider forbids, written out: the file may say it in another way, and must come to this.
  it.each<[string, readonly string[]]>([
    ['qes', [...withAnything('auditor'), 'security-officer system-engineer', 'security-officer system-operator', 'system-engineer system-operator']],
    ['lex', ['security-officer system-engineer', 'hsm-administrator security-officer', 'system-engineer system-operator', 'hsm-administrator system-operator']],
    [
      'ceg',
      [
        ...withAnything('security-officer', 'auditor', 'registration-officer'),
        ...withAnything('system-engineer').filter((pair) => !['application-manager system-engineer', 'system-engineer system-operator'].includes(pair)),
      ],
    ],
  ])('of %s forbid these pairs and no others', (name, expected) => {
    expect(unique(forbiddenIn(shipped(name)))).toEqual(unique(expected));
  });

  it.each(['qes', 'lex', 'ceg'])('of %s forbid a pair in whichever order it is asked for', (name) => {
    const rules = shipped(name);
    for (const [one, other] of pairs) expect(forbiddenBeside(rules, [one], other) === undefined).toBe(forbiddenBeside(rules, [other], one) === undefined);
  });
});

describe('a rule', () => {
  const rules = shipped('qes');

  it('looks at every role held, and names the one it is about', () => {
    expect(forbiddenBeside(rules, ['application-manager', 'share-holder', 'system-operator'], 'security-officer')).toBe('system-operator');
    expect(forbiddenBeside(rules, ['application-manager', 'share-holder'], 'security-officer')).toBeUndefined();
    expect(forbiddenBeside(rules, [], 'auditor')).toBeUndefined();
  });

  it.each([
    { ...rules, alone: ['root'] },
    { ...rules, apart: [['auditor']] },
    { ...rules, apart: [['auditor', 'nobody']] },
    { ...rules, onlyWith: { root: [] } },
    { ...rules, more: [] },
    { name: 'x' },
  ])('that names no role there is, or has another form, is no rule', (wrong) => {
    expect(roleRules.safeParse(wrong).success).toBe(false);
  });
});
