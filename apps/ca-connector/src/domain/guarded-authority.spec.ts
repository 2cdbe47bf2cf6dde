import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { RecordedWatcher } from '../../test/certification-desk.js';
import { ScriptedAuthority } from '../../test/scripted-authority.js';
import { GuardedAuthority } from './guarded-authority.js';

const order = { requestId: newId('req'), credentialId: newId('cred'), policyId: 'natural-person', csr: Uint8Array.of(7) };
const never = new AbortController().signal;

describe('a guarded authority', () => {
  let clock: FakeClock;
  let inner: ScriptedAuthority;
  let watcher: RecordedWatcher;
  let guarded: GuardedAuthority;
  const fail = (code: ErrorCode): void => void (inner.next = () => Promise.reject(new ServiceError(code, 'no')));
  const outcomes = () => watcher.tries.map(({ outcome }) => outcome);

  beforeEach(() => {
    clock = new FakeClock();
    inner = new ScriptedAuthority();
    watcher = new RecordedWatcher();
    guarded = new GuardedAuthority('elsewhere', inner, watcher, clock);
  });

  it('passes on what it is asked and what it answers, and says how long that took', async () => {
    inner.next = () => {
      clock.advance(250);
      return Promise.resolve({ kind: 'waiting', reference: 'ticket', retryAfterMs: 5 });
    };
    expect(await guarded.enrol(order, never)).toMatchObject({ kind: 'waiting' });
    expect(watcher.tries).toEqual([{ authority: 'elsewhere', act: 'enrol', outcome: 'waiting', milliseconds: 250 }]);
  });

  it('leaves it alone after three failures, without a word to it, and asks again after the rest', async () => {
    fail('authority.unavailable');
    for (let tries = 0; tries < 4; tries += 1) await expect(guarded.enrol(order, never)).rejects.toMatchObject({ code: 'authority.unavailable' });
    expect([inner.orders, outcomes(), watcher.told, watcher.state, guarded.capacity(4)]).toEqual([
      3,
      ['unavailable', 'unavailable', 'unavailable', 'left-alone'],
      ['elsewhere lost'],
      'open',
      0,
    ]);
    clock.advance(10_000);
    inner.next = inner.issue;
    expect(guarded.capacity(4)).toBe(1);
    await guarded.enrol(order, never);
    expect([watcher.told, watcher.state, guarded.capacity(4)]).toEqual([['elsewhere lost', 'elsewhere back'], 'closed', 4]);
  });

  it.each<ErrorCode>(['certificate.refused', 'hsm.unavailable', 'record.tampered', 'protection.refused'])('does not hold %s against it', async (code) => {
    fail(code);
    for (let tries = 0; tries < 5; tries += 1) await expect(guarded.enrol(order, never)).rejects.toMatchObject({ code });
    expect([inner.orders, watcher.told]).toEqual([5, []]);
  });

  it('tells of a bug, also when nobody waits for the answer', async () => {
    inner.next = () => Promise.reject(new TypeError('of undefined'));
    await expect(guarded.enrol(order, never)).rejects.toThrow(TypeError);
    expect([outcomes(), watcher.told]).toEqual([['failed'], ['elsewhere broke']]);
  });

  it('does not take a failure of ours for its return', async () => {
    fail('authority.unavailable');
    for (let tries = 0; tries < 3; tries += 1) await guarded.enrol(order, never).catch(() => undefined);
    clock.advance(10_000);
    fail('hsm.unavailable');
    await expect(guarded.enrol(order, never)).rejects.toMatchObject({ code: 'hsm.unavailable' });
    expect([watcher.told, guarded.capacity(4)]).toEqual([['elsewhere lost'], 1]);
  });

  it('does not take for its return what a driver refuses to revoke, for which it may have asked nobody', async () => {
    fail('authority.unavailable');
    for (let tries = 0; tries < 3; tries += 1) await guarded.enrol(order, never).catch(() => undefined);
    clock.advance(10_000);
    inner.revoke = () => Promise.reject(new ServiceError('certificate.refused', 'this protocol revokes nothing'));
    const revocation = { credentialId: order.credentialId, certificate: new Uint8Array(), chain: [], reason: 'superseded' } as const;
    await expect(guarded.revoke(revocation, never)).rejects.toMatchObject({ code: 'certificate.refused' });
    expect([watcher.told, guarded.capacity(4)]).toEqual([['elsewhere lost'], 1]);
  });

  it('takes no more at once than sixteen', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((open) => (release = open));
    inner.next = (asked) => gate.then(() => inner.issue(asked));
    const waiting = Array.from({ length: 16 }, () => guarded.enrol(order, never));
    await expect(guarded.enrol(order, never)).rejects.toMatchObject({ code: 'authority.unavailable' });
    expect(inner.orders).toBe(16);
    release();
    await Promise.all(waiting);
    await expect(guarded.enrol(order, never)).resolves.toBeDefined();
  });

  it('is asked how it is even while it is left alone', async () => {
    fail('authority.unavailable');
    for (let tries = 0; tries < 3; tries += 1) await guarded.enrol(order, never).catch(() => undefined);
    expect(await guarded.check(never)).toEqual([{ what: 'answers', isWell: true }]);
  });
});
