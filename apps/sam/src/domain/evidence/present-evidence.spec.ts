import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId, toBase64Url } from '@paraph/kernel';
import { TestProvider } from '../../../test/test-provider.js';
import { World, type TestSigner } from '../../../test/world.js';
import type { ActivationDraft } from '../activation/activation.js';

describe('evidence for an activation', () => {
  let world: World;
  let ada: TestSigner;
  let draft: ActivationDraft;
  beforeEach(async () => {
    world = await World.make();
    ada = await world.signer();
    draft = await world.open(ada);
  });

  const complete = async (idToken: string | Promise<string>, activationId = draft.activationId) =>
    world.present.run(activationId, { kind: 'oidc', idToken: await idToken }).then(
      ({ state }) => state,
      (error: { code?: string }) => error.code,
    );
  const good = () => world.idToken(ada, draft);

  it('takes the signer’s own evidence over this draft', async () => {
    expect(await world.signIn(ada, draft)).toMatchObject({
      state: 'completed',
      given: ['oidc'],
      missing: [],
      draft: { reference: draft.activationId, signerId: ada.signerId, credentialId: ada.credentialId },
    });
    expect((await world.eventTypes()).at(-1)).toBe('activation-completed');
  });

  const refusals: readonly [string, () => Promise<string>][] = [
    ['evidence over another draft', async () => world.idToken(ada, await world.open(ada))],
    ['evidence of another person at the same provider', async () => world.idToken(await world.signer(), draft)],
    ['evidence by another key under the same kid', async () => world.idToken(ada, draft, { key: (await TestProvider.make()).key })],
    ['evidence that names a key nobody pinned', () => world.idToken(ada, draft, { header: { kid: 'mine' } })],
    ['a session of before the draft', () => world.idToken(ada, draft, { claims: { auth_time: Math.floor(world.clock.now().getTime() / 1_000) - 60 } })],
    ['evidence without a time of authentication', () => world.idToken(ada, draft, { claims: { auth_time: undefined } })],
    ['evidence made for the client of logins', () => world.idToken(ada, draft, { claims: { aud: 'paraph-login' } })],
  ];

  it.each(refusals)('refuses %s', async (_what, make) => {
    expect(await complete(make())).toBe('evidence.invalid');
    expect((await world.eventTypes()).at(-1)).toBe('evidence-refused: evidence.invalid');
    expect(world.stores.activations.table.get(draft.activationId)?.state).toBe('draft');
    expect(await complete(good())).toBe('completed');
  });

  it('tells the auditor why, and the caller nothing', async () => {
    const error = await world.present
      .run(draft.activationId, { kind: 'oidc', idToken: await world.idToken(await world.signer(), draft) })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ detail: 'the evidence is not accepted' });
    expect((await world.stores.events()).at(-1)?.particulars).toMatchObject({ reference: draft.activationId, reason: 'another person' });
  });

  it('is done once', async () => {
    expect(await complete(good())).toBe('completed');
    expect(await complete(world.idToken(ada, draft, { claims: { jti: 'fresh' } }))).toBe('activation.state');
  });

  it('is done once by many at the same time', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, place) => world.idToken(ada, draft, { claims: { jti: String(place) } })));
    const results = await Promise.all(tokens.map((token) => complete(token)));
    expect(results.filter((result) => result === 'completed')).toHaveLength(1);
  });

  it('refuses a token that was used for anything before', async () => {
    const token = await good();
    const digest = toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))));
    await world.stores.transactions.run((transaction) => world.stores.evidence.spend(transaction, digest, newId('enr')));
    expect(await complete(token)).toBe('evidence.invalid');
    expect(world.stores.activations.table.get(draft.activationId)?.state).toBe('draft');
    expect(await complete(world.idToken(ada, draft, { claims: { jti: 'fresh' } }))).toBe('completed');
  });

  it('refuses an unknown, an expired and an abandoned activation', async () => {
    expect(await complete(good(), newId('act'))).toBe('activation.unknown');
    const late = await world.open(ada);
    world.clock.advance(600_000);
    expect(await complete(world.idToken(ada, late), late.activationId)).toBe('activation.expired');
    const refused = await world.open(ada);
    await world.abandonActivation.run(refused.activationId, 'refused');
    expect(await complete(world.idToken(ada, refused), refused.activationId)).toBe('activation.state');
    const control = await world.open(ada);
    expect(await complete(world.idToken(ada, control), control.activationId)).toBe('completed');
  });

  it('refuses a credential that was suspended since', async () => {
    await world.change(ada.credentialId, { state: 'suspended' });
    expect(await complete(good())).toBe('evidence.invalid');
  });

  it('refuses a draft whose statement was replaced by another’s', async () => {
    const other = await world.open(ada, ['mortgage.pdf']);
    const { table } = world.stores.activations;
    const row = table.get(draft.activationId);
    if (!row) throw new Error('no activation');
    table.set(draft.activationId, { ...row, draft: row.draft.replace(draft.statement, other.statement) });
    expect(await complete(world.idToken(ada, other))).toBe('record.tampered');
    table.set(draft.activationId, row);
    expect(await complete(good())).toBe('completed');
  });

  it('refuses a binding record whose account was replaced', async () => {
    const mallory = await world.signer();
    const { table } = world.stores.records;
    const row = table.get(`binding/${ada.credentialId}`);
    if (!row) throw new Error('no record');
    table.set(`binding/${ada.credentialId}`, { ...row, body: row.body.replace(ada.account, mallory.account) });
    expect(await complete(world.idToken(mallory, draft))).toBe('record.tampered');
    table.set(`binding/${ada.credentialId}`, row);
    expect(await complete(good())).toBe('completed');
  });
});
