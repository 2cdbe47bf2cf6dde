import { beforeEach, describe, expect, it } from '@jest/globals';
import { sha256, toBase64Url } from '@paraph/kernel';
import { notThe, TypedWorld } from '../../../../test/typed-world.js';
import { sealSecret } from '../../../../test/typed-page.js';
import type { TestSigner } from '../../../../test/world.js';
import type { ActivationDraft } from '../../activation/activation.js';

describe('a one-time code as evidence', () => {
  let typed: TypedWorld;
  let ada: TestSigner;
  let draft: ActivationDraft;
  beforeEach(async () => {
    typed = await TypedWorld.make([['one-time-code'], ['oidc', 'pin']]);
    ada = await typed.signer();
    draft = await typed.world.open(ada);
  });

  const lastEvent = async () => (await typed.world.stores.events()).at(-1);
  const meansId = async () => (await typed.world.records.find('binding', ada.credentialId))?.body.means[0]?.meansId ?? '';
  const counter = async () => typed.replica.counters.read(await meansId());

  it('completes a draft that asks for it, and the signer may sign', async () => {
    expect(await typed.type(draft, 'one-time-code', await typed.code(draft))).toBe('completed');
    const events = await typed.world.stores.events();
    expect(events.at(-2)).toMatchObject({ type: 'evidence-given', particulars: { kind: 'one-time-code', meansId: await meansId(), channel: 'sms' } });
    expect(events.at(-2)?.particulars).not.toHaveProperty('scope');
    expect(events.at(-1)).toMatchObject({ type: 'activation-completed', particulars: { promise: 'shown' } });
    expect(await typed.sign(ada, draft)).toEqual({ result: 1, signed: 1 });
  });

  it('is right after two wrong tries, and its means begins anew', async () => {
    const code = await typed.code(draft);
    expect(await typed.type(draft, 'one-time-code', notThe(code))).toBe('evidence.invalid');
    expect(await typed.type(draft, 'one-time-code', notThe(notThe(code)))).toBe('evidence.invalid');
    expect((await counter()).wrongTries).toBe(2);
    expect(await typed.type(draft, 'one-time-code', code)).toBe('completed');
    expect((await counter()).wrongTries).toBe(0);
  });

  it('is dead after three wrong tries; another one is not', async () => {
    const code = await typed.code(draft);
    for (let count = 0; count < 3; count += 1) expect(await typed.type(draft, 'one-time-code', notThe(code))).toBe('evidence.invalid');
    expect(await typed.type(draft, 'one-time-code', code)).toBe('evidence.invalid');
    expect((await lastEvent())?.particulars).toMatchObject({ reason: 'the code has had its tries' });
    typed.world.clock.advance(30_000);
    expect(await typed.type(draft, 'one-time-code', await typed.code(draft))).toBe('completed');
  });

  it('locks its means after three dead ones in a row, with an event', async () => {
    const outcomes: string[] = [];
    for (let codes = 0; codes < 3; codes += 1) {
      const other = await typed.world.open(ada);
      const code = await typed.code(other);
      for (let count = 0; count < 3; count += 1) outcomes.push(await typed.type(other, 'one-time-code', notThe(code)));
    }
    expect(outcomes).toEqual([...Array<string>(8).fill('evidence.invalid'), 'evidence.locked']);
    expect((await typed.world.eventTypes()).slice(-2)).toEqual(['means-locked: evidence.locked', 'evidence-refused: evidence.locked']);
    expect((await counter()).isLocked).toBe(true);
    await expect(typed.replica.sendCode.run(draft.activationId)).rejects.toMatchObject({ code: 'evidence.locked' });
  });

  it('is no good once its means was locked, even when it is right', async () => {
    const code = await typed.code(draft);
    await typed.world.stores.transactions.run(async (transaction) =>
      typed.replica.counters.change(transaction, await meansId(), (one) => ({ ...one, isLocked: true })),
    );
    expect(await typed.type(draft, 'one-time-code', code)).toBe('evidence.locked');
  });

  it('is looked at three times however many come at once', async () => {
    const code = await typed.code(draft);
    // Two hundred guesses, the right one the last of them.
    const guesses = [...Array.from({ length: 199 }, (_, at) => String(at).padStart(6, '0')).filter((one) => one !== code), code];
    const evidence = await Promise.all(guesses.map((guess) => typed.typed(draft, 'one-time-code', guess)));
    const outcomes = await Promise.all(evidence.map((one) => typed.present(draft, one)));
    expect(outcomes.every((one) => one === 'evidence.invalid')).toBe(true);
    expect((await counter()).wrongTries).toBe(3);
  });

  it('counts once for many at once', async () => {
    const code = await typed.code(draft);
    const outcomes = await Promise.all([1, 2, 3].map(() => typed.type(draft, 'one-time-code', code)));
    expect(outcomes.filter((one) => one === 'completed')).toHaveLength(1);
  });

  it('costs a try in a transaction of its own: the refusal takes nothing back', async () => {
    await typed.type(draft, 'one-time-code', notThe(await typed.code(draft)));
    expect(JSON.parse(typed.rows.codes.table.get(draft.activationId)?.text ?? '')).toMatchObject({ tries: 1 });
  });

  it('costs nothing when it has not the form of a code, or does not open', async () => {
    const code = await typed.code(draft);
    for (const text of ['', '12345', '1234567', '12345a', '１２３４５６', `${code} `, code.replace(/./, '-')].filter(Boolean)) {
      expect(await typed.type(draft, 'one-time-code', text)).toBe('evidence.invalid');
    }
    const key = typed.world.authorityKeys.encryptionKey();
    expect(await typed.present(draft, { kind: 'one-time-code', sealed: await sealSecret(key, sha256('x'), 'one-time-code', code) })).toBe('evidence.invalid');
    expect((await counter()).wrongTries).toBe(0);
    expect(await typed.type(draft, 'one-time-code', code)).toBe('completed');
  });

  const refused: readonly [string, string, () => Promise<string>][] = [
    ['none was sent', 'no code was sent', () => typed.type(draft, 'one-time-code', '123456')],
    [
      'it was sent for another draft',
      'another code was sent',
      async () => {
        const other = await typed.world.open(ada);
        const code = await typed.code(other);
        await typed.code(draft);
        return typed.type(draft, 'one-time-code', code === typed.courier.code ? notThe(code) : code);
      },
    ],
    [
      'its time is over',
      'the code is not of this time',
      async () => {
        const code = await typed.code(draft);
        typed.world.clock.advance(300_000);
        return typed.type(draft, 'one-time-code', code);
      },
    ],
    [
      'a newer one was sent',
      'another code was sent',
      async () => {
        const code = await typed.code(draft);
        typed.world.clock.advance(30_000);
        const newer = await typed.code(draft);
        return typed.type(draft, 'one-time-code', code === newer ? notThe(code) : code);
      },
    ],
    [
      'the number it went to was taken away meanwhile',
      'the code went to an address that no longer counts',
      async () => {
        const code = await typed.code(draft);
        await typed.world.change(ada.credentialId, { means: [typed.phone()] });
        return typed.type(draft, 'one-time-code', code);
      },
    ],
    [
      'it is typed as a PIN',
      'the secret was typed for something else',
      async () => {
        const sealed = await typed.typed(draft, 'pin', await typed.code(draft));
        return typed.present(draft, { ...sealed, kind: 'one-time-code' } as never);
      },
    ],
  ];
  it.each(refused)('is refused when %s', async (_what, reason, attempt) => {
    expect(await attempt()).toBe('evidence.invalid');
    expect(await lastEvent()).toMatchObject({ type: 'evidence-refused', particulars: { reason } });
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });

  it('never shows itself in an event, a row or an error', async () => {
    const code = await typed.code(draft);
    const error: unknown = await typed.replica.present
      .run(draft.activationId, await typed.typed(draft, 'one-time-code', notThe(code)))
      .catch((thrown: unknown) => thrown);
    await typed.type(draft, 'one-time-code', code);
    const all = JSON.stringify([await typed.world.stores.events(), [...typed.rows.codes.table.values()], [...typed.world.stores.activations.table.values()]]);
    const told = all + JSON.stringify(error, Object.getOwnPropertyNames(error));
    for (const secret of [code, notThe(code)]) expect(told).not.toMatch(new RegExp(`\\b${secret}\\b`));
    // Nor can it be found by trying all of them against the digest that is stored.
    expect(all).not.toContain(toBase64Url(sha256(code)));
  });
});
