import { describe, expect, it } from '@jest/globals';
import { Secret } from '@paraph/kernel';
import { BootstrapToken } from './bootstrap-token.js';

const text = 'q'.repeat(31) + '7';
const token = new BootstrapToken(new Secret(text));

describe('the bootstrap token', () => {
  it.each([`Bearer ${text}`, `bearer  ${text}`])('is in %j', (header) => {
    expect(token.isIn(header)).toBe(true);
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    text,
    `Basic ${text}`,
    `Bearer ${text}7`,
    `Bearer ${text.slice(0, -1)}`,
    `Bearer ${text.toUpperCase()}`,
    `Bearer x ${text}`,
    `Bearer ${text} x`,
  ])('is not in %j', (header) => {
    expect(token.isIn(header)).toBe(false);
  });

  it('is not one that could be guessed', () => {
    expect(() => new BootstrapToken(new Secret('q'.repeat(31)))).toThrow('fewer than 32');
  });
});
