import { describe, expect, it } from '@jest/globals';
import { format, inspect } from 'node:util';
import { Secret } from './secret.js';

const secret = new Secret('open-sesame');

describe('a secret', () => {
  it('is given only when asked for', () => {
    expect(secret.reveal()).toBe('open-sesame');
  });

  it.each([
    ['text', `${String(secret)}`],
    ['JSON', JSON.stringify({ secret })],
    ['inspection', inspect({ deep: [secret] }, { showHidden: true, depth: 9 })],
    ['format', format('%s %o %j', secret, secret, secret)],
    ['its own properties', JSON.stringify(Object.getOwnPropertyDescriptors(secret))],
  ])('does not show as %s', (_way, shown) => {
    expect(shown).not.toContain('sesame');
  });
});
