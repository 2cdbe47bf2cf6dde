import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { FakeKeyCustody } from '../../../test/fake-key-custody.js';
import { Lifecycle } from '../../../test/lifecycle.js';
import { MemoryCredentialRegister } from '../../../test/memory-credential-register.js';
import type { Credential } from '../credential.js';
import { AT_ONCE, ExpireCredentials } from './expire-credentials.js';
import { ReconcileKeys } from './reconcile-keys.js';

const LIFE = 730 * 86_400_000;
const going = new AbortController().signal;

let life: Lifecycle;
let register: MemoryCredentialRegister;
let custody: FakeKeyCustody;
let expire: ExpireCredentials;
let reconcile: ReconcileKeys;
let rests: number[];

beforeEach(() => {
  life = new Lifecycle();
  register = new MemoryCredentialRegister(life.store);
  custody = new FakeKeyCustody(life.clock);
  rests = [];
  const rest = async (milliseconds: number) => void rests.push(milliseconds);
  expire = new ExpireCredentials(register, custody, life.clock, rest);
  reconcile = new ReconcileKeys(register, { custody, module: life.sam }, life.refresh, life.clock, rest);
});

/** A credential that signs, whose certificate the SAM knows to end when this service does. */
async function active(): Promise<string> {
  const credentialId = await life.active();
  custody.ends.set(credentialId, (await found(credentialId)).validity?.to ?? new Date(0));
  return credentialId;
}

async function found(credentialId: string): Promise<Credential> {
  const credential = await life.store.find(credentialId);
  if (!credential) throw new Error('no credential');
  return credential;
}

const stateOf = async (credentialId: string) => (await found(credentialId)).state;
const eventsOf = (credentialId: string) =>
  life.store.events.filter(({ particulars }) => particulars?.['credentialId'] === credentialId).map(({ type }) => type);

describe('the sweep of what is over', () => {
  it('has the SAM destroy it and writes down both moves: the control', async () => {
    const credentialId = await active();
    life.clock.advance(LIFE + 1_000);
    expect(await expire.run(going)).toEqual({ destroyed: 1, kept: 0, troubled: [] });
    expect(await stateOf(credentialId)).toBe('destroyed');
    expect(eventsOf(credentialId).slice(-2)).toEqual(['credential-expired', 'credential-destroyed']);
  });

  it('does not ask the SAM for what has time left', async () => {
    const credentialId = await active();
    life.clock.advance(LIFE - 1_000);
    expect([await expire.run(going), custody.asked, await stateOf(credentialId)]).toEqual([{ destroyed: 0, kept: 0, troubled: [] }, [], 'active']);
  });

  it('leaves alone what the SAM keeps: it was renewed there', async () => {
    const credentialId = await active();
    life.clock.advance(LIFE + 1_000);
    custody.ends.set(credentialId, new Date(life.clock.now().getTime() + LIFE));
    expect([await expire.run(going), await stateOf(credentialId)]).toEqual([{ destroyed: 0, kept: 1, troubled: [] }, 'active']);
  });

  it('tells of what the SAM does not know, and goes on', async () => {
    const [lost, other] = [await active(), await active()];
    custody.ends.delete(lost);
    life.clock.advance(LIFE + 1_000);
    expect(await expire.run(going)).toEqual({ destroyed: 1, kept: 0, troubled: [{ credentialId: lost, outcome: 'unknown' }] });
    expect([await stateOf(lost), await stateOf(other)]).toEqual(['active', 'destroyed']);
  });

  it('goes through many in pages, each once, and rests in between', async () => {
    const ids = await Promise.all(Array.from({ length: AT_ONCE * 2 + 3 }, active));
    life.clock.advance(LIFE + 1_000);
    expect((await expire.run(going)).destroyed).toBe(ids.length);
    expect(custody.asked.map(({ length }) => length)).toEqual([AT_ONCE, AT_ONCE, 3]);
    expect(new Set(custody.asked.flat())).toEqual(new Set(ids));
    expect(rests).toHaveLength(3);
    expect(Math.min(...rests)).toBeGreaterThanOrEqual(20);
  });

  it('finds again after a crash what the SAM had destroyed, and writes it down once', async () => {
    const credentialId = await active();
    life.clock.advance(LIFE + 1_000);
    life.store.failWhenWriting = { state: 'destroyed', failure: new Error('killed') };
    await expect(expire.run(going)).rejects.toThrow('killed');
    expect([custody.gone.has(credentialId), await stateOf(credentialId)]).toEqual([true, 'active']);
    await expire.run(going);
    expect([await stateOf(credentialId), (await expire.run(going)).destroyed]).toEqual(['destroyed', 0]);
    expect(eventsOf(credentialId).filter((type) => type === 'credential-expired')).toHaveLength(1);
  });

  it('stops between two pages when it is told to', async () => {
    await Promise.all(Array.from({ length: AT_ONCE + 1 }, active));
    life.clock.advance(LIFE + 1_000);
    const stopping = new AbortController();
    const once = new ExpireCredentials(register, custody, life.clock, async () => stopping.abort());
    expect((await once.run(stopping.signal)).destroyed).toBe(AT_ONCE);
    expect((await expire.run(going)).destroyed).toBe(1);
  });

  it('writes nothing while the SAM does not answer', async () => {
    const credentialId = await active();
    life.clock.advance(LIFE + 1_000);
    custody.failure = new ServiceError('hsm.unavailable', 'away');
    await expect(expire.run(going)).rejects.toMatchObject({ code: 'hsm.unavailable' });
    expect(await stateOf(credentialId)).toBe('active');
  });
});

describe('the comparison of keys and credentials', () => {
  /** A credential that signs, whose key the SAM lists. */
  async function listed(): Promise<string> {
    const credentialId = await active();
    custody.held.push({ keyId: newId('key'), credentialId, state: 'active' });
    return credentialId;
  }

  const findings = () => life.store.events.filter(({ type }) => type === 'orphan-found');
  const none = { orphans: 0, followed: 0, unresolved: 0 };

  it('finds nothing where everything is as it should be: the control', async () => {
    await Promise.all([listed(), listed(), listed()]);
    expect(await reconcile.run(going)).toEqual({ keys: 3, credentials: 3, ...none, finishedAt: life.clock.now() });
    expect([findings(), (await register.lastReconciliation())?.keys, life.store.events.at(-1)?.type]).toEqual([[], 3, 'reconciliation-finished']);
  });

  it.each([undefined, 'destroyed', 'revoked', 'abandoned'] as const)('has a key destroyed whose owner is %s', async (state) => {
    await listed();
    const keyId = newId('key');
    custody.held.push({ keyId, ...(state && { credentialId: newId('cred'), state }) });
    expect(await reconcile.run(going)).toMatchObject({ keys: 2, orphans: 1, unresolved: 0 });
    expect([findings().map(({ particulars }) => particulars?.['keyId']), custody.held.length]).toEqual([[keyId], 1]);
    expect(await reconcile.run(going)).toMatchObject({ keys: 1, orphans: 0 });
  });

  it('has the key of an enrolment destroyed that this service lost', async () => {
    const credentialId = newId('cred');
    life.sam.keys.set(credentialId, 'open');
    custody.held.push({ keyId: newId('key'), credentialId, state: 'open' });
    expect(await reconcile.run(going)).toMatchObject({ orphans: 1, unresolved: 0 });
    expect(life.sam.keys.get(credentialId)).toBe('destroyed');
  });

  it('touches no key that can sign, and tells of it where this service lost its credential', async () => {
    const credentialId = newId('cred');
    life.sam.keys.set(credentialId, 'bound');
    custody.held.push({ keyId: newId('key'), credentialId, state: 'active' });
    expect(await reconcile.run(going)).toMatchObject({ orphans: 0, unresolved: 1 });
    expect([life.sam.keys.get(credentialId), findings()]).toMatchObject(['bound', [{ outcome: 'failure', particulars: { credentialId } }]]);
  });

  it('follows the SAM where it stopped a credential, or destroyed its key', async () => {
    const [stopped, ended] = [await listed(), await active()];
    custody.held.splice(0, 1, { keyId: newId('key'), credentialId: stopped, state: 'suspended' });
    life.sam.keys.set(stopped, 'suspended');
    life.sam.keys.set(ended, 'destroyed');
    expect(await reconcile.run(going)).toMatchObject({ followed: 2, unresolved: 0 });
    expect([await stateOf(stopped), await stateOf(ended)]).toEqual(['suspended', 'destroyed']);
  });

  it('tells of a credential that should have a key and has none', async () => {
    const credentialId = await active();
    expect(await reconcile.run(going)).toMatchObject({ followed: 0, unresolved: 1 });
    expect([await stateOf(credentialId), findings()]).toMatchObject(['active', [{ outcome: 'failure', particulars: { credentialId } }]]);
  });

  it('says nothing of itself when it was stopped in between', async () => {
    await Promise.all([listed(), listed(), listed()]);
    const stopping = new AbortController();
    stopping.abort();
    expect([await reconcile.run(stopping.signal), await register.lastReconciliation()]).toEqual([undefined, undefined]);
  });
});
