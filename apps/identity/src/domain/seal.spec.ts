import { describe, expect, it } from '@jest/globals';
import { Secret } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { Seal } from './seal.js';

const old = new Secret('an old secret of a sufficient length');
const current = new Secret('a new secret that is long enough too');

describe('a seal', () => {
  it('gives back what it closed, for its purpose, until its end', () => {
    const clock = new FakeClock();
    const seal = new Seal([current], clock);
    const sealed = seal.close('login', 'a.b', 60);
    clock.advance(59_000);
    expect([seal.open('login', sealed), sealed.includes('a.b')]).toEqual(['a.b', false]);
    clock.advance(1_000);
    expect(seal.open('login', sealed)).toBeUndefined();
  });

  it('opens for no other purpose', () => {
    const seal = new Seal([current], new FakeClock());
    expect(seal.open('evidence', seal.close('login', 'x', 60))).toBeUndefined();
  });

  it('opens what an older key closed, and nothing a stranger did', () => {
    const clock = new FakeClock();
    const sealed = new Seal([old], clock).close('login', 'x', 60);
    expect([new Seal([current, old], clock).open('login', sealed), new Seal([current], clock).open('login', sealed)]).toEqual(['x', undefined]);
  });

  it('does not open a single changed byte, or what is no seal', () => {
    const seal = new Seal([current], new FakeClock());
    const bytes = Buffer.from(seal.close('login', 'value', 60), 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(seal.open('login', changed.toString('base64url'))).toBeUndefined();
    }
    for (const text of ['', 'x', 'A'.repeat(40)]) expect(seal.open('login', text)).toBeUndefined();
  });

  it('is nothing without a key', () => {
    expect(() => new Seal([], new FakeClock())).toThrow('a seal needs a key');
  });
});
