import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { Lifecycle } from '../../test/lifecycle.js';
import type { CredentialState } from './credential.js';

let life: Lifecycle;
let credentialId: string;
const request = { requestedBy: 'signer', reason: 'lost my bag' } as const;

beforeEach(async () => {
  life = new Lifecycle();
  credentialId = await life.active();
});

const eventTypes = (): string[] => life.store.events.map(({ type }) => type).slice(2);
/** As if something else had moved the record on. */
const record = async (state: CredentialState): Promise<void> => void (await life.store.save({ ...life.only(), state }));

describe('a suspension', () => {
  it('stops the key in the SAM, then the record', async () => {
    expect(await life.suspend.run(credentialId, request)).toBe('suspended');
    expect(life.picture()).toMatchObject({ state: 'suspended', key: 'suspended' });
    expect(life.sam.suspensions).toEqual([request]);
    expect(life.store.events.at(-1)).toMatchObject({
      type: 'credential-suspended',
      actor: { kind: 'signer', id: life.only().signerId },
      particulars: { credentialId, reason: 'lost my bag' },
    });
  });

  it('of an operator is theirs in the event', async () => {
    await life.suspend.run(credentialId, { requestedBy: 'operator', reason: '' });
    expect(life.store.events.at(-1)?.actor).toEqual({ kind: 'operator', id: 'bootstrap' });
  });

  it('stops the key again when it is repeated, and tells it once', async () => {
    await life.suspend.run(credentialId, request);
    // What the record says may be wrong; what the SAM does is what counts.
    life.sam.keys.set(credentialId, 'bound');
    expect(await life.suspend.run(credentialId, request)).toBe('suspended');
    expect(life.picture()).toMatchObject({ state: 'suspended', key: 'suspended' });
    expect(eventTypes()).toEqual(['credential-suspended']);
  });

  it('that the SAM does not do is none', async () => {
    life.sam.before.suspend = new ServiceError('hsm.unavailable', 'away');
    await expect(life.suspend.run(credentialId, request)).rejects.toMatchObject({ code: 'hsm.unavailable' });
    expect(life.picture()).toMatchObject({ state: 'active', key: 'bound' });
    expect(eventTypes()).toEqual([]);
  });

  it('whose record is not written has stopped the key all the same, and a refresh finds it out', async () => {
    life.store.failWhenWriting = { state: 'suspended', failure: new Error('the database is away') };
    await expect(life.suspend.run(credentialId, request)).rejects.toThrow('the database is away');
    expect(life.picture()).toMatchObject({ state: 'active', key: 'suspended' });
    expect(await life.refresh.run(credentialId)).toBe('suspended');
    expect(life.store.events.at(-1)).toMatchObject({ type: 'credential-suspended', actor: { kind: 'system', id: 'sam' } });
  });

  it('is not lost when something else is written at the same moment', async () => {
    const suspend = life.sam.suspend.bind(life.sam);
    life.sam.suspend = async (...asked) => {
      await suspend(...asked);
      await life.store.save(life.only());
    };
    expect(await life.suspend.run(credentialId, request)).toBe('suspended');
    expect(life.only().state).toBe('suspended');
  });

  it('asked for by eight at once is one', async () => {
    const states = await Promise.all(Array.from({ length: 8 }, () => life.suspend.run(credentialId, request)));
    expect(new Set(states)).toEqual(new Set(['suspended']));
    expect(eventTypes()).toEqual(['credential-suspended']);
  });

  it.each(['expired', 'revoked'] as const)('is refused for a credential that is %s', async (state) => {
    await record(state);
    await expect(life.suspend.run(credentialId, request)).rejects.toMatchObject({ code: 'credential.state' });
    expect(life.sam.suspensions).toEqual([]);
  });

  it.each(['requested', 'keyed', 'certified', 'destroying', 'destroyed'] as const)('is refused for a credential that is %s, as for none', async (state) => {
    await record(state);
    await expect(life.suspend.run(credentialId, request)).rejects.toMatchObject({ code: 'credential.unknown' });
    await expect(life.suspend.run(newId('cred'), request)).rejects.toMatchObject({ code: 'credential.unknown' });
    expect(life.sam.suspensions).toEqual([]);
  });

  it('keeps out of its event what an audit log cannot store', async () => {
    await life.suspend.run(credentialId, { ...request, reason: 'lost\u0000 \ud800bag' });
    expect(life.store.events.at(-1)?.particulars).toMatchObject({ reason: 'lost\ufffd \ufffdbag' });
  });
});

describe('a refresh', () => {
  it('follows the SAM back to active, and says by whom', async () => {
    await life.suspend.run(credentialId, request);
    life.sam.keys.set(credentialId, 'bound');
    expect(await life.refresh.run(credentialId)).toBe('active');
    expect(life.only().state).toBe('active');
    expect(life.store.events.at(-1)).toMatchObject({ type: 'credential-resumed', actor: { kind: 'system', id: 'sam' }, particulars: { credentialId } });
  });

  it('restarts nothing that the SAM did not', async () => {
    await life.suspend.run(credentialId, request);
    expect(await life.refresh.run(credentialId)).toBe('suspended');
    expect(eventTypes()).toEqual(['credential-suspended']);
  });

  it('changes nothing where both agree', async () => {
    expect([await life.refresh.run(credentialId), await life.refresh.run(credentialId)]).toEqual(['active', 'active']);
    expect(eventTypes()).toEqual([]);
  });

  it.each(['expired', 'revoked'] as const)('brings a credential that is %s back to nothing', async (state) => {
    await record(state);
    expect(await life.refresh.run(credentialId)).toBe(state);
  });

  it('follows the SAM into no state it has no move for', async () => {
    life.sam.keys.set(credentialId, 'accepted');
    expect(await life.refresh.run(credentialId)).toBe('active');
  });

  it.each([
    ['destroyed', 'credential-destroyed'],
    ['revoked', 'credential-revoked'],
  ] as const)('follows the SAM to an end (%s), from which nothing leads back', async (key, type) => {
    life.sam.keys.set(credentialId, key);
    expect(await life.refresh.run(credentialId)).toBe(key);
    expect(life.store.events.at(-1)).toMatchObject({ type, actor: { kind: 'system', id: 'sam' } });
    life.sam.keys.set(credentialId, 'bound');
    await life.refresh.run(credentialId).catch(() => undefined);
    expect(life.picture().state).toBe(key);
  });

  it('asks again when something else was written meanwhile', async () => {
    await life.suspend.run(credentialId, request);
    life.sam.keys.set(credentialId, 'bound');
    const stateOf = life.sam.stateOf.bind(life.sam);
    life.sam.stateOf = async (...asked) => {
      life.sam.stateOf = stateOf;
      const state = await stateOf(...asked);
      await life.store.save(life.only());
      return state;
    };
    expect(await life.refresh.run(credentialId)).toBe('active');
    expect(eventTypes()).toEqual(['credential-suspended', 'credential-resumed']);
  });

  it('of a credential that is not finished, or not there, is refused', async () => {
    await expect(life.refresh.run(newId('cred'))).rejects.toMatchObject({ code: 'credential.unknown' });
    await record('certified');
    await expect(life.refresh.run(credentialId)).rejects.toMatchObject({ code: 'credential.unknown' });
  });

  it('that the SAM cannot answer changes nothing', async () => {
    await life.suspend.run(credentialId, request);
    life.sam.before.describe = new ServiceError('record.tampered', 'no');
    await expect(life.refresh.run(credentialId)).rejects.toMatchObject({ code: 'record.tampered' });
    expect(life.only().state).toBe('suspended');
  });
});

it('a suspended credential is not swept away', async () => {
  await life.suspend.run(credentialId, request);
  life.clock.advance(3_600_000);
  await life.sweep.run('prompt');
  expect(life.picture()).toMatchObject({ state: 'suspended', key: 'suspended' });
});
