import { describe, expect, it } from '@jest/globals';
import { statements } from './all.ts';

describe('the statements', () => {
  it('are CSC-001 to CSC-200, each once', () => {
    const expected = Array.from({ length: 200 }, (_, index) => `CSC-${String(index + 1).padStart(3, '0')}`);
    expect(statements.map(({ id }) => id).sort()).toEqual(expected);
  });

  it('end with the one that looks back at all others', () => {
    expect(statements.at(-1)?.id).toBe('CSC-190');
  });

  it('say what they say in a line of their own', () => {
    for (const { says } of statements) expect(says).toMatch(/^[^\n]{10,100}$/);
    // v1 and v2 word the same where only a name differs.
    expect(new Set(statements.map(({ says }) => says)).size).toBeGreaterThan(185);
  });
});
