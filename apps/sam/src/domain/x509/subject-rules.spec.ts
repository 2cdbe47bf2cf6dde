import { describe, expect, it } from '@jest/globals';
import type { DistinguishedName } from './distinguished-name.js';
import { isNamed, type SubjectRule } from './subject-rules.js';

const wanted: DistinguishedName = [
  { attribute: 'C', value: 'FR' },
  { attribute: 'SN', value: 'Martin' },
  { attribute: 'givenName', value: 'Alice' },
  { attribute: 'serialNumber', value: 'C919F066' },
  { attribute: 'CN', value: 'Alice Martin' },
];
type Name = readonly { readonly attribute: string; readonly value: string }[];

const bytes = (name: Name): Uint8Array => new TextEncoder().encode(JSON.stringify(name));
const isTaken = (found: Name, rule: SubjectRule): boolean =>
  isNamed({ encoded: { subject: bytes(found), issuer: new Uint8Array() }, subjectAttributes: found }, { subject: wanted, encoded: bytes(wanted) }, rule);

const without = (...attributes: string[]): Name => wanted.filter(({ attribute }) => !attributes.includes(attribute));
const other = (attribute: string, value: string): Name => wanted.map((one) => (one.attribute === attribute ? { attribute, value } : one));

/** Each name, and the rules that take it. */
const names: readonly (readonly [string, Name, readonly SubjectRule[]])[] = [
  ['the one that was asked for', wanted, ['exact', 'extended', 'reduced']],
  ['the same in another order', [...wanted].reverse(), ['extended', 'reduced']],
  ['one with an organisation beside it', [...wanted, { attribute: 'O', value: 'Example' }], ['extended']],
  ['one without given name and surname', without('SN', 'givenName'), ['reduced']],
  ['one without a given name, with an organisation', [...without('givenName'), { attribute: 'O', value: 'Example' }], []],
  ['one without its serial number', without('serialNumber'), []],
  ['one without its common name', without('CN'), []],
  ['one without its country', without('C'), []],
  ['one of another common name', other('CN', 'Alice Durand'), []],
  ['one of another serial number', other('serialNumber', 'C919F067'), []],
  ['one of another surname', other('SN', 'Durand'), []],
  ['one with a second common name', [...wanted, { attribute: 'CN', value: 'Mallory' }], []],
  ['one with an e-mail address', [...wanted, { attribute: 'E', value: 'alice@example.com' }], []],
  ['nothing', [], []],
];

describe('the subject of a certificate', () => {
  it.each(names)('%s', (_which, name, rules) => {
    expect((['exact', 'extended', 'reduced'] as const).filter((rule) => isTaken(name, rule))).toEqual(rules);
  });

  it('without a serial number is never taken with parts left out: nothing would tell two people of one name apart', () => {
    const anonymous = wanted.filter(({ attribute }) => attribute !== 'serialNumber');
    const found = { encoded: { subject: bytes(anonymous), issuer: new Uint8Array() }, subjectAttributes: anonymous };
    expect(isNamed(found, { subject: anonymous, encoded: bytes(anonymous) }, 'reduced')).toBe(false);
  });
});
