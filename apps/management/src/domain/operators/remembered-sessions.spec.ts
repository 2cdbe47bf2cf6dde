import { beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { FakeOperators } from '../../../test/fake-operators.js';
import { BootstrapToken } from '../bootstrap-token.js';
import { BootstrapAccess } from './bootstrap-access.js';
import { RememberedSessions } from './remembered-sessions.js';
import { digestOf } from './sign-in.js';

let operators: FakeOperators;
let clock: FakeClock;
beforeEach(() => {
  operators = new FakeOperators();
  clock = new FakeClock();
});

describe('what identity said of a session', () => {
  const opened = () => {
    const sessions = new RememberedSessions(operators, clock);
    const { token, withdraw } = operators.session('auditor');
    return { find: async () => (await sessions.find(digestOf(token))).state, withdraw, sessions, digest: digestOf(token) };
  };

  it('is remembered for less than a second, and not a moment longer', async () => {
    const { find, withdraw } = opened();
    expect(await find()).toBe('open');
    withdraw();
    clock.advance(999);
    expect([await find(), operators.asked]).toEqual(['open', 1]);
    clock.advance(1);
    expect([await find(), operators.asked]).toEqual(['over', 2]);
  });

  it('is not remembered anew by being looked at', async () => {
    const { find, withdraw } = opened();
    await find();
    withdraw();
    clock.advance(600);
    expect(await find()).toBe('open');
    clock.advance(600);
    expect(await find()).toBe('over');
  });

  it('is not remembered where it is over, and not by a clock that was set back', async () => {
    const { find, withdraw } = opened();
    await find();
    clock.advance(-3_600_000);
    withdraw();
    expect(await find()).toBe('over');
    await find();
    expect(operators.asked).toBe(3);
  });

  it('is forgotten by signing out', async () => {
    const { find, withdraw, sessions, digest } = opened();
    await find();
    withdraw();
    sessions.forget(digest);
    expect(await find()).toBe('over');
  });

  it('of more than a thousand sessions is remembered of the last thousand', async () => {
    const sessions = new RememberedSessions(operators, clock);
    const digests = Array.from({ length: 1_001 }, () => digestOf(operators.session('auditor').token));
    for (const digest of digests) await sessions.find(digest);
    await sessions.find(digests.at(-1) ?? '');
    expect(operators.asked).toBe(1_001);
    await sessions.find(digests[0] ?? '');
    expect(operators.asked).toBe(1_002);
  });
});

describe('the bootstrap token', () => {
  const text = 'q'.repeat(40);
  const access = (mode: 'until-founded' | 'always') => new BootstrapAccess(new BootstrapToken(new Secret(text)), mode, operators, clock);

  it('opens until there was a security officer, and a second longer at most', async () => {
    const bootstrap = access('until-founded');
    expect(await bootstrap.isOpenTo(`Bearer ${text}`)).toBe(true);
    operators.founded = true;
    clock.advance(1_000);
    expect(await bootstrap.isOpenTo(`Bearer ${text}`)).toBe(false);
    operators.founded = false;
    clock.advance(3_600_000);
    expect([await bootstrap.isOpenTo(`Bearer ${text}`), operators.asked]).toEqual([false, 2]);
  });

  it('asks nobody for another token, nor where it always opens', async () => {
    expect(await access('until-founded').isOpenTo('Bearer another')).toBe(false);
    operators.founded = true;
    expect(await access('always').isOpenTo(`Bearer ${text}`)).toBe(true);
    expect(await access('always').isOpenTo(`Bearer ${text}x`)).toBe(false);
    expect(operators.asked).toBe(0);
  });
});
