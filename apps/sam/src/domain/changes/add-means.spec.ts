import { beforeEach, describe, expect, it } from '@jest/globals';
import { changeChallenge, meansChallenge } from '@paraph/kernel';
import { ChangesWorld, type EquippedSigner } from '../../../test/changes-world.js';

const HOUR = 3_600_000;
let world: ChangesWorld;
let ada: EquippedSigner;

beforeEach(async () => {
  world = await ChangesWorld.make();
  ada = await world.signer();
});

const meansOf = async (kind: string) => (await world.binding(ada)).means.filter((means) => means.kind === kind);
const meansId = async (kind: string) => (await meansOf(kind))[0]?.meansId ?? '';
const eventsOf = async () => (await world.world.stores.events()).map(({ type, cause }) => (cause === undefined ? type : `${type}: ${cause}`));

describe('adding a means', () => {
  it('needs the new means before it takes any evidence', async () => {
    const draft = await world.open(ada, { act: 'add-means', kind: 'passkey' });
    const assertion = ada.page.passkey.assert(changeChallenge(draft.statement));
    await expect(world.world.present.run(draft.changeId, { kind: 'passkey', assertion })).rejects.toMatchObject({ code: 'evidence.missing' });
  });

  it('is described to its signer before the new means is there: the page is to register it', async () => {
    const draft = await world.open(ada, { act: 'add-means', kind: 'passkey' });
    expect(await world.world.present.describe(draft.changeId)).toMatchObject({
      state: 'waiting',
      given: [],
      missing: [['passkey'], ['oidc', 'pin']],
      draft: { reference: draft.changeId, statement: draft.statement },
    });
    await world.abandonChange.run(draft.changeId);
    await expect(world.world.present.describe(draft.changeId)).rejects.toMatchObject({ code: 'change.state' });
  });

  it('takes evidence over the change and the new means together', async () => {
    const draft = await world.open(ada, { act: 'add-means', kind: 'passkey' });
    const challenge = changeChallenge(draft.statement);
    const text = await world.page().registrations(challenge, 'passkey');
    await world.offerMeans.run(draft.changeId, text);
    await expect(world.world.present.run(draft.changeId, { kind: 'passkey', assertion: ada.page.passkey.assert(challenge) })).rejects.toMatchObject({
      code: 'evidence.invalid',
    });
    expect(await world.challenge(draft.changeId)).toEqual(meansChallenge(challenge, text));
    expect(await world.give(ada, draft.changeId, 'passkey')).toBe('completed');
  });

  it('makes a passkey that counts after the wait and not before', async () => {
    const page = world.page();
    const draft = await world.offered(ada, page, 'passkey');
    expect(await world.give(ada, draft.changeId, 'passkey')).toBe('completed');
    expect((await meansOf('passkey'))[1]).toMatchObject({ id: page.passkey.id, usableFrom: new Date(world.clock.now().getTime() + HOUR).toISOString() });

    expect(await world.sign({ ...ada, page })).toBe('evidence.invalid');
    world.clock.advance(HOUR);
    expect(await world.sign({ ...ada, page })).toBe(1);
    expect(await world.sign(ada)).toBe(1);
  });

  it('makes a PIN that takes the place of the old one when it begins to count', async () => {
    const page = world.page();
    const next = { ...ada, page: Object.assign(page, { pin: '520917' }) };
    const draft = await world.offered(ada, page, 'pin');
    expect(await world.give(ada, draft.changeId, 'oidc', 'pin')).toBe('completed');
    const give = async (signer: EquippedSigner) => world.give(signer, (await world.world.open(signer)).activationId, 'oidc', 'pin');
    expect([await give(ada), await give(next)]).toEqual(['completed', 'evidence.invalid']);
    world.clock.advance(HOUR);
    expect([await give(ada), await give(next)]).toEqual(['evidence.invalid', 'completed']);
    expect(await meansOf('pin')).toHaveLength(2);
  });

  it('makes a generator whose first code is no evidence', async () => {
    const page = world.page();
    const draft = await world.offered(ada, page, 'totp');
    expect(await world.give(ada, draft.changeId, 'passkey')).toBe('completed');
    const [totp] = await meansOf('totp');
    expect((await world.counters.read(totp?.meansId ?? '')).lastStep).toBe(Math.floor(world.clock.now().getTime() / 30_000));
  });

  it('demands a full combination: one factor of two leaves it waiting', async () => {
    const draft = await world.offered(ada, world.page(), 'passkey');
    expect(await world.give(ada, draft.changeId, 'oidc')).toBe('waiting');
    expect(await meansOf('passkey')).toHaveLength(1);
    expect(await world.give(ada, draft.changeId, 'pin')).toBe('completed');
    expect(await meansOf('passkey')).toHaveLength(2);
  });

  it('takes a PIN only after another factor', async () => {
    const draft = await world.offered(ada, world.page(), 'passkey');
    expect(await world.give(ada, draft.changeId, 'pin')).toBe('evidence.missing');
  });

  it('refuses a passkey the credential has already', async () => {
    const draft = await world.open(ada, { act: 'add-means', kind: 'passkey' });
    const text = await ada.page.registrations(changeChallenge(draft.statement), 'passkey');
    await expect(world.offerMeans.run(draft.changeId, text)).rejects.toMatchObject({ code: 'evidence.invalid' });
    expect((await eventsOf()).at(-1)).toBe('change-refused: evidence.invalid');
  });

  it('refuses a means of another kind than the change names, or two at once', async () => {
    const draft = await world.open(ada, { act: 'add-means', kind: 'passkey' });
    const challenge = changeChallenge(draft.statement);
    const offer = async (...kinds: readonly ('passkey' | 'pin')[]) =>
      world.offerMeans.run(draft.changeId, await world.page().registrations(challenge, ...kinds));
    await expect(offer('pin')).rejects.toMatchObject({ code: 'evidence.missing' });
    await expect(offer('passkey', 'pin')).rejects.toMatchObject({ code: 'evidence.missing' });
    await expect(offer('passkey', 'passkey')).rejects.toMatchObject({ code: 'evidence.invalid' });
    await expect(offer('passkey')).resolves.toEqual(['passkey']);
  });

  it('refuses an offer for a change that adds nothing', async () => {
    const draft = await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') });
    const text = await world.page().registrations(changeChallenge(draft.statement), 'pin');
    await expect(world.offerMeans.run(draft.changeId, text)).rejects.toMatchObject({ code: 'evidence.missing' });
  });

  it('refuses another offer once evidence was given', async () => {
    const draft = await world.offered(ada, world.page(), 'passkey');
    await world.give(ada, draft.changeId, 'oidc');
    const text = await world.page().registrations(changeChallenge(draft.statement), 'passkey');
    await expect(world.offerMeans.run(draft.changeId, text)).rejects.toMatchObject({ code: 'change.state' });
    expect(await world.give(ada, draft.changeId, 'pin')).toBe('completed');
  });
});
