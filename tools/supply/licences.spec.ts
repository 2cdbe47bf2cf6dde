import { describe, expect, it } from '@jest/globals';
import { resolve } from 'node:path';
import { isAllowed, licenceProblems, licenceRules } from './licences.ts';
import { lockedPackages } from './locked-packages.ts';

const root = resolve(import.meta.dirname, '../..');
const { all } = lockedPackages(root);
const rules = licenceRules(root);

describe('licences', () => {
  it('of everything the lockfile installs are allowed', () => {
    expect(all.length).toBeGreaterThan(500);
    expect(licenceProblems(all, rules)).toEqual([]);
  });

  it.each(['GPL-3.0-only', 'UNLICENSED', '', 'SSPL-1.0', 'MIT AND GPL-3.0-only'])('of the kind %j are seen', (license) => {
    const [one] = all;
    if (!one) throw new Error('the lockfile is empty');
    expect(licenceProblems([...all, { ...one, name: 'planted', license }], rules)).toEqual([expect.stringContaining('planted')]);
  });

  it('that are excepted for nothing are seen', () => {
    const exceptions = [...rules.exceptions, { package: 'gone', licence: 'GPL-2.0', why: 'a reason that is long enough' }];
    expect(licenceProblems(all, { ...rules, exceptions })).toEqual([expect.stringContaining('gone')]);
  });

  it.each([
    ['MIT', true],
    ['(MIT OR GPL-2.0)', true],
    ['Apache-2.0 AND MIT', true],
    ['(GPL-2.0 OR LGPL-3.0)', false],
    ['MIT AND (GPL-2.0 OR ISC)', false],
  ])('written as %s are understood', (expression, expected) => {
    expect(isAllowed(expression, rules.allowed)).toBe(expected);
  });
});
