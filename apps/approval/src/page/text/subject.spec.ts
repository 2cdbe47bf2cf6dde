import { describe, expect, it } from '@jest/globals';
import { commonName } from './subject.js';

describe('the common name', () => {
  it.each([
    ['CN=Alice Martin,C=FR', 'Alice Martin'],
    ['C=FR,O=Paraph,CN=Alice Martin', 'Alice Martin'],
    ['serialNumber=1+CN=Alice Martin,C=FR', 'Alice Martin'],
    ['2.5.4.3=Alice', 'Alice'],
    ['CN=Martin\\, Alice,C=FR', 'Martin, Alice'],
    ['CN=Lu\\C4\\8Di\\C4\\87', 'Lučić'],
    ['CN=ends with a backslash\\\\,C=FR', 'ends with a backslash\\'],
  ])('of %s is %s', (subject, name) => {
    expect(commonName(subject)).toBe(name);
  });

  it.each([
    ['is absent', 'O=Paraph,C=FR'],
    ['stands inside another value', 'O=x\\,CN=Mallory,C=FR'],
    ['comes twice', 'CN=Alice,CN=Mallory'],
    ['is raw BER', 'CN=#0c05416c696365'],
    ['is quoted in the old manner', 'CN="Martin, Alice"'],
    ['is empty', 'CN=,C=FR'],
  ])('is not guessed when it %s', (_, subject) => {
    expect(commonName(subject)).toBeUndefined();
  });
});
