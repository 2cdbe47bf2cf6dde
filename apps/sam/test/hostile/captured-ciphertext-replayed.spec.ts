import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Evidence } from '@paraph/contracts';
import { changeChallenge, enrolmentChallenge } from '@paraph/kernel';
import { PIN, totpAt, TypedWorld } from '../typed-world.js';
import { sealSecret } from '../typed-page.js';
import type { TestSigner } from '../world.js';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';

/* Attack: whoever carries evidence keeps the ciphertext of a PIN and presents it with the next activation. */

describe('a ciphertext of what was typed', () => {
  let typed: TypedWorld;
  let ada: TestSigner;
  let draft: ActivationDraft;
  beforeEach(async () => {
    typed = await TypedWorld.make([['oidc', 'pin'], ['oidc', 'totp'], ['one-time-code']]);
    ada = await typed.signer();
    typed.world.clock.advance(60_000);
    draft = await begun();
  });

  const begun = async () => {
    const made = await typed.world.open(ada);
    await typed.world.signIn(ada, made);
    return made;
  };
  const lastReason = async () => (await typed.world.stores.events()).at(-1)?.particulars?.['reason'];

  it('control: completes the activation it was typed for, and one signature is made', async () => {
    expect(await typed.present(draft, await typed.typed(draft, 'pin', PIN))).toBe('completed');
    expect(await typed.sign(ada, draft)).toEqual({ result: 1, signed: 1 });
  });

  it.each<['pin' | 'totp', () => string]>([
    ['pin', () => PIN],
    ['totp', () => totpAt(typed.world.clock.now())],
  ])('is worth nothing for another activation of the same person (%s)', async (kind, value) => {
    const captured = await typed.typed(draft, kind, value());
    const other = await begun();
    expect(await typed.present(other, captured)).toBe('evidence.invalid');
    expect(await lastReason()).toBe('the secret was typed for something else');
    expect(await typed.sign(ada, other)).toEqual({ result: 'activation.state', signed: 0 });
    // Nothing was compared, so no try was spent either.
    expect(await typed.present(draft, captured)).toBe('completed');
  });

  it('is worth nothing twice', async () => {
    const captured = await typed.typed(draft, 'pin', PIN);
    expect(await typed.present(draft, captured)).toBe('completed');
    expect(await typed.present(draft, captured)).toBe('activation.state');
  });

  it('is worth nothing twice, even if the database forgets the first time', async () => {
    const captured = await typed.typed(draft, 'pin', PIN);
    const row = typed.world.stores.activations.table.get(draft.activationId);
    expect(await typed.present(draft, captured)).toBe('completed');
    if (row) typed.world.stores.activations.table.set(draft.activationId, row);
    expect(await typed.present(draft, captured)).not.toBe('completed');
  });

  it('is worth nothing as another kind', async () => {
    const { sealed } = (await typed.typed(draft, 'pin', PIN)) as Extract<Evidence, { kind: 'pin' }>;
    expect(await typed.present(draft, { kind: 'totp', sealed })).toBe('evidence.invalid');
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });

  it.each([
    ['an enrolment', enrolmentChallenge],
    ['a change', changeChallenge],
  ])('of %s over the same words is worth nothing for an activation', async (_what, challengeOf) => {
    const sealed = await sealSecret(typed.world.authorityKeys.encryptionKey(), challengeOf(draft.statement), 'pin', PIN);
    expect(await typed.present(draft, { kind: 'pin', sealed })).toBe('evidence.invalid');
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });

  it('cannot be cut apart: another’s header, nonce, text or tag in its place', async () => {
    const parts = async (of: ActivationDraft) => ((await typed.typed(of, 'pin', PIN)) as Extract<Evidence, { kind: 'pin' }>).sealed.split('.');
    const other = await parts(await begun());
    for (const place of [0, 2, 3, 4]) {
      const mixed = (await parts(draft)).map((part, at) => (at === place ? (other[at] ?? '') : part)).join('.');
      expect(await typed.present(draft, { kind: 'pin', sealed: mixed })).toBe('evidence.invalid');
    }
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });
});
