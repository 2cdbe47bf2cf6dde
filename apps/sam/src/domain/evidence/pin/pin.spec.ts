import { beforeEach, describe, expect, it } from '@jest/globals';
import { notThe, PIN, TypedWorld } from '../../../../test/typed-world.js';
import { aPolicy, type TestSigner } from '../../../../test/world.js';
import type { ActivationDraft } from '../../activation/activation.js';
import type { Means } from '../../records/record-kinds.js';
import { requireGoodPin } from './pin-rules.js';

describe('a new PIN', () => {
  const judge = (text: string, minimumLength = 6): string => {
    try {
      requireGoodPin(text, { pin: { minimumLength, tries: 3 } });
      return 'taken';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it.each(['471125', '112358', '100200', '123457', '987653', '4711254711'])('may be %s', (pin) => {
    expect(judge(pin)).toBe('taken');
  });

  it.each([
    ['too short', '47112'],
    ['too long', '4711254711254'],
    ['one digit throughout', '000000'],
    ['counting up', '123456'],
    ['counting up past nine', '789012'],
    ['counting down', '654321'],
    ['counting in twos', '246802'],
    ['two digits again and again', '474747'],
    ['three digits again and again', '471471'],
    ['letters', 'secret'],
    ['digits and a space', '471 125'],
    ['digits of another script', '٤٧١١٢٥'],
    ['nothing', ''],
  ])('is not one %s', (_what, pin) => {
    expect(judge(pin)).toBe('evidence.invalid');
  });

  it('is as long as the policy asks', () => {
    expect([judge('4711', 4), judge('4711', 5)]).toEqual(['taken', 'evidence.invalid']);
  });

  it('is stored as a MAC over a salt of its own', async () => {
    const { makePin } = await TypedWorld.make([['oidc']]);
    const [one, other] = [await makePin.run(PIN, aPolicy), await makePin.run(PIN, aPolicy)];
    expect(one).toEqual({
      kind: 'pin',
      meansId: expect.stringMatching(/^mns_/),
      salt: expect.stringMatching(/^[\w-]{22}$/),
      verifier: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(other.verifier).not.toBe(one.verifier);
    await expect(makePin.run('111111', aPolicy)).rejects.toMatchObject({ code: 'evidence.invalid' });
  });
});

describe('a PIN as evidence', () => {
  let typed: TypedWorld;
  let ada: TestSigner;
  let draft: ActivationDraft;
  beforeEach(async () => {
    typed = await TypedWorld.make([['oidc', 'pin']]);
    ada = await typed.signer();
    draft = await begun();
  });

  /** A draft whose first factor was given. */
  const begun = async () => {
    const made = await typed.world.open(ada);
    await typed.world.signIn(ada, made);
    return made;
  };
  const means = async () => (await typed.world.records.find('binding', ada.credentialId))?.body.means.find(({ kind }) => kind === 'pin');
  const counter = async () => typed.replica.counters.read((await means())?.meansId ?? '');
  const reason = async () => (await typed.world.stores.events()).at(-1)?.particulars?.['reason'];
  const wrong = notThe(PIN);

  it('completes what another factor began, and proves presence', async () => {
    expect(await typed.type(draft, 'pin', PIN)).toBe('completed');
    expect((await typed.world.stores.events()).at(-2)).toMatchObject({
      type: 'evidence-given',
      particulars: { kind: 'pin', meansId: (await means())?.meansId },
    });
    expect(await typed.sign(ada, draft)).toEqual({ result: 1, signed: 1 });
  });

  it('may be right at the third try, which begins anew', async () => {
    expect([await typed.type(draft, 'pin', wrong), await typed.type(draft, 'pin', wrong), await typed.type(draft, 'pin', PIN)]).toEqual([
      'evidence.invalid',
      'evidence.invalid',
      'completed',
    ]);
    expect(await counter()).toMatchObject({ wrongTries: 0, isLocked: false });
  });

  it('is locked by the third wrong try, over all drafts, with an event', async () => {
    expect([await typed.type(draft, 'pin', wrong), await typed.type(draft, 'pin', wrong)]).toEqual(['evidence.invalid', 'evidence.invalid']);
    const other = await begun();
    expect(await typed.type(other, 'pin', wrong)).toBe('evidence.locked');
    expect((await typed.world.stores.events()).at(-2)).toMatchObject({
      type: 'means-locked',
      particulars: { kind: 'pin', reference: other.activationId, wrongTries: '3' },
    });
    expect(await typed.type(await begun(), 'pin', PIN)).toBe('evidence.locked');
    expect((await typed.world.eventTypes()).filter((type) => type.startsWith('means-locked'))).toHaveLength(1);
    expect(await typed.sign(ada, draft)).toEqual({ result: 'activation.state', signed: 0 });
  });

  it('is free again when a quorum has unlocked it', async () => {
    for (let count = 0; count < 3; count += 1) await typed.type(draft, 'pin', wrong);
    const { meansId = '' } = (await means()) ?? {};
    await typed.world.stores.transactions.run((transaction) =>
      typed.replica.counters.change(transaction, meansId, (one) => ({ ...one, wrongTries: 0, isLocked: false })),
    );
    expect(await typed.type(draft, 'pin', PIN)).toBe('completed');
  });

  it('gives way to a new one, however locked it is', async () => {
    for (let count = 0; count < 3; count += 1) await typed.type(draft, 'pin', wrong);
    typed.world.clock.advance(1_000);
    const body = (await typed.world.records.find('binding', ada.credentialId))?.body;
    await typed.world.change(ada.credentialId, { means: [...(body?.means ?? []), await typed.pin('902113')] });
    expect([await typed.type(draft, 'pin', PIN), await typed.type(draft, 'pin', '902113')]).toEqual(['evidence.invalid', 'completed']);
  });

  it('stays the old one until a new one counts', async () => {
    const body = (await typed.world.records.find('binding', ada.credentialId))?.body;
    await typed.world.change(ada.credentialId, { means: [...(body?.means ?? []), await typed.pin('902113', '2027-03-01T10:00:00.000Z')] });
    expect([await typed.type(draft, 'pin', '902113'), await typed.type(draft, 'pin', PIN)]).toEqual(['evidence.invalid', 'completed']);
  });

  it('is looked at three times however many come at once', async () => {
    const guesses = [...Array.from({ length: 99 }, (_, at) => String(900_000 + at)), PIN];
    const evidence = await Promise.all(guesses.map((guess) => typed.typed(draft, 'pin', guess)));
    const outcomes = await Promise.all(evidence.map((one) => typed.present(draft, one)));
    // Whichever of the first three ends last finds the means spent; no other was compared with anything.
    expect(outcomes.filter((one) => one === 'evidence.locked').length).toBeGreaterThanOrEqual(98);
    expect(outcomes).not.toContain('completed');
    expect(await counter()).toMatchObject({ wrongTries: 3, isLocked: true });
  });

  it.each<[string, string, () => Promise<string>]>([
    ['it has not the form of a PIN', 'not the form of a PIN', () => typed.type(draft, 'pin', 'secret')],
    ['it is of another signer', 'another PIN', async () => (await secondSigner('902113'), typed.type(draft, 'pin', '902113'))],
    ['there is none', 'the credential has no PIN', async () => (await withoutPin(), typed.type(draft, 'pin', PIN))],
    [
      'it does not count yet',
      'the credential has no PIN',
      async () => (await onlyPin({ usableFrom: '2027-03-01T09:00:00.001Z' }), typed.type(draft, 'pin', PIN)),
    ],
    ['it was removed', 'the credential has no PIN', async () => (await onlyPin({ usableUntil: '2027-03-01T09:00:00.000Z' }), typed.type(draft, 'pin', PIN))],
  ])('is refused when %s', async (_what, why, attempt) => {
    expect(await attempt()).toBe('evidence.invalid');
    expect(await reason()).toBe(why);
  });
  const secondSigner = async (pin: string) => typed.signer([await typed.pin(pin)]);
  const withoutPin = async (...means: Means[]) => {
    const others = (await typed.world.records.find('binding', ada.credentialId))?.body.means.filter(({ kind }) => kind !== 'pin') ?? [];
    await typed.world.change(ada.credentialId, { means: [...others, ...means] });
  };
  const onlyPin = async (change: object) => withoutPin({ ...(await typed.pin()), ...change });

  it('cannot be another’s by swapping what is stored: its MAC covers the means', async () => {
    const [own, others] = [await typed.pin('902113'), await typed.pin(PIN)];
    if (own.kind !== 'pin' || others.kind !== 'pin') throw new Error('no PIN');
    await typed.world.change(ada.credentialId, { means: [{ ...own, salt: others.salt, verifier: others.verifier }] });
    expect(await typed.type(draft, 'pin', PIN)).toBe('evidence.invalid');
  });

  it('is counted although the database gives up the commit', async () => {
    for (let count = 0; count < 3; count += 1) {
      const evidence = await typed.typed(draft, 'pin', wrong);
      typed.world.stores.transactions.fail();
      await typed.present(draft, evidence);
      typed.world.stores.transactions.fail(false);
    }
    expect(await typed.type(draft, 'pin', PIN)).toBe('evidence.locked');
  });

  it('shows itself in no event, row or error', async () => {
    await typed.type(draft, 'pin', wrong);
    await typed.type(draft, 'pin', PIN);
    const all = JSON.stringify([await typed.world.stores.events(), [...typed.rows.counters.table.values()], [...typed.world.stores.records.table.values()]]);
    for (const secret of [PIN, wrong]) expect(all).not.toMatch(new RegExp(`\\b${secret}\\b`));
  });
});
