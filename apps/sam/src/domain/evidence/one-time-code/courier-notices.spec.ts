import { beforeEach, describe, expect, it } from '@jest/globals';
import { AbsentSealer } from '../../../adapters/jose-message-sealer.js';
import { TypedWorld } from '../../../../test/typed-world.js';
import type { BindingRecord, Means } from '../../records/record-kinds.js';

describe('a notice', () => {
  let typed: TypedWorld;
  beforeEach(async () => void (typed = await TypedWorld.make([['one-time-code']])));

  const binding = async (...means: readonly Means[]): Promise<BindingRecord> => {
    const { credentialId } = await typed.signer(means);
    const record = await typed.world.records.find('binding', credentialId);
    if (!record) throw new Error('no record');
    return record.body;
  };
  const about = { kind: 'means-added', text: 'A passkey was added.\nUne passkey a été ajoutée.' } as const;
  const lastEvents = async (count: number) => (await typed.world.stores.events()).slice(-count);

  it('goes to every address that counts, by its own channel', async () => {
    const gone = typed.phone({ address: '+33600000000', usableUntil: '2027-03-01T09:00:00.000Z' });
    const to = await binding(typed.phone(), typed.phone({ channel: 'email', address: 'ada@example.org' }), gone);
    expect(await typed.notices.send(to, about)).toBe(2);
    // Both are under way at once: which is first, nobody knows.
    expect([...typed.courier.inbox].sort((one, other) => one.address.localeCompare(other.address))).toEqual([
      { messageId: expect.any(String), channel: 'sms', address: '+33612345642', text: about.text },
      { messageId: expect.any(String), channel: 'email', address: 'ada@example.org', subject: 'Signing key / Clé de signature', text: about.text },
    ]);
    for (const event of await lastEvents(2)) expect(event).toMatchObject({ type: 'notice-sent', outcome: 'success', particulars: { kind: 'means-added' } });
    expect(JSON.stringify(await lastEvents(2))).not.toMatch(/612345|ada@|passkey was/);
  });

  it('also goes to an address that is being taken away', async () => {
    expect(await typed.notices.send(await binding(typed.phone({ usableUntil: '2027-03-01T10:00:00.000Z' })), about)).toBe(1);
  });

  it('undoes nothing when courier does not take it, and leaves an event', async () => {
    const to = await binding(typed.phone());
    typed.courier.failing = 'service.unavailable';
    expect(await typed.notices.send(to, { ...about, credentialId: 'cred' })).toBe(0);
    expect((await lastEvents(1))[0]).toMatchObject({
      type: 'notice-sent',
      outcome: 'failure',
      cause: 'service.unavailable',
      particulars: { credentialId: 'cred' },
    });
  });

  it('is a failure where no message can be sent', async () => {
    typed.sealer = new AbsentSealer();
    expect(await typed.notices.send(await binding(typed.phone()), about)).toBe(0);
    expect((await lastEvents(1))[0]).toMatchObject({ outcome: 'failure', cause: 'evidence.missing' });
  });

  it('goes nowhere without an address', async () => {
    expect(await typed.notices.send(await binding(), about)).toBe(0);
    expect(typed.courier.inbox).toEqual([]);
  });

  it('is cut where it would not fit', async () => {
    await typed.notices.send(await binding(typed.phone()), { ...about, text: 'é'.repeat(4_000) });
    expect(typed.courier.inbox[0]?.text).toHaveLength(1_500);
  });

  it('hides no bug', async () => {
    const to = await binding(typed.phone());
    typed.courier.deliver = () => Promise.reject(new TypeError('a bug'));
    await expect(typed.notices.send(to, about)).rejects.toThrow('a bug');
  });
});
