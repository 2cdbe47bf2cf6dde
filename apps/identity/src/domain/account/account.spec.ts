import { beforeEach, describe, expect, it } from '@jest/globals';
import { Clock, newId } from '@paraph/kernel';
import { Bench } from '../../../test/bench.js';
import { MemoryProtocolObjects, MemorySignerStore } from '../../../test/memory-stores.js';
import { AccountSessions, type AccountSession } from './account-sessions.js';
import { ChangeOwnCredential } from './change-own-credential.js';
import { OwnCredentials } from './own-credentials.js';

class SetClock extends Clock {
  at = Date.parse('2027-03-01T10:00:00.000Z');
  override now(): Date {
    return new Date(this.at);
  }
}

const MINUTE = 60_000;
const alice = { issuer: 'https://idp.example', subject: 'alice' };

let bench: Bench;
let clock: SetClock;
let objects: MemoryProtocolObjects;
let signers: MemorySignerStore;
let sessions: AccountSessions;
beforeEach(async () => {
  bench = new Bench();
  clock = new SetClock();
  objects = new MemoryProtocolObjects();
  signers = new MemorySignerStore();
  sessions = new AccountSessions(objects, signers, clock);
  await signers.add({ id: bench.signerId, subscriberId: newId('sub'), name: 'Alice' });
  await signers.link(bench.signerId, alice, { type: 'signer-linked', actor: { kind: 'system', id: 'test' }, outcome: 'success' });
});

async function opened(): Promise<AccountSession> {
  const session = await sessions.open(alice);
  if (session === undefined) throw new Error('not known');
  return session;
}

describe('a session', () => {
  it('is for who is known here, and is kept as a digest', async () => {
    const { id } = await opened();
    expect((await sessions.use(id))?.signers.map((one) => one.id)).toEqual([bench.signerId]);
    expect(JSON.stringify([...objects.all])).not.toContain(id);
    expect(objects.events.map(({ type, actor }) => [type, actor.id])).toEqual([['account-opened', bench.signerId]]);
  });

  it('is for nobody else', async () => {
    expect(await sessions.open({ ...alice, subject: 'mallory' })).toBeUndefined();
    expect(await sessions.open({ ...alice, issuer: 'https://evil.example' })).toBeUndefined();
    expect([await sessions.use('made up'), objects.all.size, objects.events]).toEqual([undefined, 0, []]);
  });

  it('ends after a quarter of an hour without use, with one event', async () => {
    const { id } = await opened();
    clock.at += 15 * MINUTE;
    expect([await sessions.use(id), await sessions.use(id)]).toEqual([undefined, undefined]);
    expect(objects.events.map(({ type, cause }) => [type, cause])).toEqual([
      ['account-opened', undefined],
      ['account-closed', 'its time was over'],
    ]);
  });

  it('ends after eight hours whatever is done', async () => {
    const { id } = await opened();
    for (let minutes = 0; minutes < 8 * 60 - 10; minutes += 10) {
      clock.at += 10 * MINUTE;
      expect(await sessions.use(id)).toBeDefined();
    }
    clock.at += 10 * MINUTE;
    expect(await sessions.use(id)).toBeUndefined();
  });

  it('ends at the sign-out, for every copy of its cookie', async () => {
    const session = await opened();
    await sessions.close(session);
    await sessions.close(session);
    expect(await sessions.use(session.id)).toBeUndefined();
    expect(objects.events.map(({ type }) => type)).toEqual(['account-opened', 'account-closed']);
  });
});

describe('a person', () => {
  const own = () => new OwnCredentials(bench.keyLifecycle, bench.sam);
  const acts = () => new ChangeOwnCredential(own(), bench.keyLifecycle, bench.sam);

  it('sees what is theirs, and the SAM’s record of it', async () => {
    const session = await opened();
    const found = await own().all(session);
    expect(found.map(({ credential, binding }) => [credential.credentialId, binding?.state])).toEqual([[bench.credentialId, 'active']]);
    expect(await own().find(session, bench.credentialId)).toEqual(found[0]);
  });

  it('neither sees, stops nor changes what is another’s', async () => {
    const session = await opened();
    const another = newId('cred');
    bench.neighbours.credentials.set(another, newId('sgn'));
    await expect(own().find(session, another)).rejects.toMatchObject({ code: 'credential.unknown' });
    await expect(acts().suspend(session, another)).rejects.toMatchObject({ code: 'credential.unknown' });
    await expect(acts().begin(session, another, { act: 'resume' })).rejects.toMatchObject({ code: 'credential.unknown' });
    expect([bench.neighbours.calls.includes('suspendCredential'), bench.neighbours.calls.includes('openChange')]).toEqual([false, false]);
  });

  it('is not shown a credential that the SAM says is another’s, whatever key-lifecycle says', async () => {
    const session = await opened();
    const means = [{ meansId: newId('mns'), kind: 'oidc', hint: 'x', usableFrom: '2026-01-01T00:00:00.000Z', isLocked: false }];
    const binding = { state: 'active', policyId: 'p', subject: 'CN=Bob', promise: 'shown', means, stated: {} };
    bench.neighbours.answers.set('describeBinding', ({ credentialId }) => ({ credentialId, signerId: newId('sgn'), ...binding }));
    expect(await own().all(session)).toEqual([]);
    await expect(own().find(session, bench.credentialId)).rejects.toMatchObject({ code: 'credential.unknown' });
  });

  it('sees the certificate without the SAM, and can still stop it', async () => {
    const session = await opened();
    bench.neighbours.failures.set('describeBinding', 'service.unavailable');
    expect((await own().all(session))[0]?.binding).toBeUndefined();
    bench.neighbours.failures.set('describeBinding', 'service.unavailable');
    await acts().suspend(session, bench.credentialId);
    expect(bench.neighbours.states.get(bench.credentialId)).toBe('suspended');
  });

  it('has key-lifecycle look again where it lags behind the SAM', async () => {
    const session = await opened();
    await own().all(session);
    expect(bench.neighbours.calls).not.toContain('refreshCredential');
    bench.neighbours.answers.set('listCredentials', (request) => {
      const validity = { validFrom: '2026-01-01T00:00:00.000Z', validTo: '2036-01-01T00:00:00.000Z' };
      const facts = { state: 'suspended', algorithm: 'p256', certificates: ['AAAA'], multisign: 1, description: '', ...validity };
      return { credentials: [{ credentialId: bench.credentialId, ...request, ...facts }] };
    });
    await own().all(session);
    expect(bench.neighbours.calls).toContain('refreshCredential');
  });
});
