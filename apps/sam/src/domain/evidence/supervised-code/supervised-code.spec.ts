import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { FakePasskey } from '../../../../test/fake-passkeys.js';
import { notThe, TypedWorld } from '../../../../test/typed-world.js';
import type { TestSigner } from '../../../../test/world.js';
import type { ActivationDraft } from '../../activation/activation.js';
import { counterId } from '../../quorum/people.js';

describe('a code under supervision', () => {
  let typed: TypedWorld;
  let ada: TestSigner;
  let draft: ActivationDraft;
  let code: string;
  beforeEach(async () => {
    typed = await TypedWorld.make([['supervised-code'], ['one-time-code', 'pin']]);
    ada = await typed.signer();
    draft = await typed.world.open(ada);
    code = await typed.code(draft);
  });

  const lastEvent = async () => (await typed.world.stores.events()).at(-1);

  it('completes a draft, and the event names who was present', async () => {
    expect(await typed.present(draft, await typed.supervised(draft, code))).toBe('completed');
    const supervisor = `Maître Grace Hopper (${typed.supervisor.approverId})`;
    expect((await typed.world.stores.events()).at(-2)).toMatchObject({
      type: 'evidence-given',
      present: [supervisor],
      particulars: { kind: 'supervised-code', channel: 'sms', supervisor },
    });
    expect(await typed.sign(ada, draft)).toEqual({ result: 1, signed: 1 });
  });

  it('counts the supervisor’s passkey on', async () => {
    await typed.present(draft, await typed.supervised(draft, code));
    const { approverId: id, passkey } = typed.supervisor;
    expect((await typed.replica.counters.read(counterId({ id, passkey }))).signCount).toBe(1);
  });

  it('costs a try only when the supervisor was there', async () => {
    const stranger = { approverId: typed.supervisor.approverId, passkey: new FakePasskey() };
    for (let count = 0; count < 5; count += 1) {
      expect(await typed.present(draft, await typed.supervised(draft, notThe(code), stranger))).toBe('evidence.invalid');
    }
    expect(await typed.present(draft, await typed.supervised(draft, code))).toBe('completed');
  });

  it('is dead after three wrong tries beside a supervisor', async () => {
    for (let count = 0; count < 3; count += 1) await typed.present(draft, await typed.supervised(draft, notThe(code)));
    expect(await typed.present(draft, await typed.supervised(draft, code))).toBe('evidence.invalid');
    expect((await lastEvent())?.particulars).toMatchObject({ reason: 'the code has had its tries' });
  });

  it.each<[string, string, () => Promise<string>]>([
    ['nobody has the supervisor’s identifier', 'no supervisor has this identifier', () => present({ approverId: newId('apr'), passkey: new FakePasskey() })],
    ['the passkey is another one', 'another passkey than the supervisor’s', () => present({ ...typed.supervisor, passkey: new FakePasskey() })],
    [
      'the person decides, but does not supervise',
      'no supervisor has this identifier',
      async () => present({ approverId: await decider(), passkey: new FakePasskey() }),
    ],
    ['the supervisor answered for another draft', 'another signature', () => forAnother()],
    ['the supervisor’s answer came before', 'the counter did not rise', () => twice()],
  ])('is refused when %s', async (_what, reason, attempt) => {
    expect(await attempt()).toBe('evidence.invalid');
    expect((await lastEvent())?.particulars).toMatchObject({ reason });
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });
  const present = async (by: TypedWorld['supervisor']) => typed.present(draft, await typed.supervised(draft, code, by));
  const decider = async () => (await typed.world.records.find('quorum', 'quorum'))?.body.approvers[1]?.id ?? '';
  const forAnother = async () => {
    const [own, foreign] = [await typed.supervised(draft, code), await typed.supervised(await typed.world.open(ada), code)];
    return typed.present(draft, { ...own, ...('supervisor' in foreign ? { supervisor: foreign.supervisor } : {}) });
  };
  const twice = async () => {
    const [first, second] = [await typed.supervised(draft, notThe(code)), await typed.supervised(draft, code)];
    // A later answer was counted already, for another draft.
    const other = await typed.world.open(ada);
    typed.world.clock.advance(1_000);
    expect(await typed.present(other, await typed.supervised(other, await typed.code(other)))).toBe('completed');
    await typed.present(draft, first);
    return typed.present(draft, second);
  };

  it('is refused when the quorum is taken away', async () => {
    typed.world.stores.records.table.delete('quorum/quorum');
    expect(await present(typed.supervisor)).toBe('record.tampered');
  });

  it('is refused with a quorum that was tampered with', async () => {
    const row = typed.world.stores.records.table.get('quorum/quorum');
    if (row) typed.world.stores.records.table.set('quorum/quorum', { ...row, body: row.body.replace('"supervisor"', '"approver"') });
    expect(await present(typed.supervisor)).toBe('record.tampered');
  });

  it('is no code without its supervisor: where one is asked for, the same code alone is another kind', async () => {
    const alone = await TypedWorld.make([['supervised-code']]);
    const bob = await alone.signer();
    const other = await alone.world.open(bob);
    expect(await alone.type(other, 'one-time-code', await alone.code(other))).toBe('evidence.missing');
  });
});
