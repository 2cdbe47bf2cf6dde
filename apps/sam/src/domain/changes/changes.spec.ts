import { beforeEach, describe, expect, it } from '@jest/globals';
import { CHANGE_TYPE, changeStatement } from '@paraph/contracts';
import { changeChallenge, meansChallenge, newId, sha256Hex } from '@paraph/kernel';
import { ChangesWorld, type EquippedSigner } from '../../../test/changes-world.js';
import { headerOf, payloadOf } from '../../../test/world.js';

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

describe('opening a change', () => {
  it('answers a statement of its own type, which says what is changed and when that counts', async () => {
    const draft = await world.open(ada, { act: 'add-means', kind: 'passkey' });
    expect(headerOf(draft.statement)).toMatchObject({ alg: 'ES256', typ: CHANGE_TYPE });
    expect(changeStatement.parse(payloadOf(draft.statement))).toMatchObject({
      jti: draft.changeId,
      credential: { id: ada.credentialId, subject: 'CN=Ada Byron' },
      change: { act: 'add-means', kind: 'passkey' },
      waitSeconds: 3_600,
      evidence: [['passkey'], ['oidc', 'pin']],
      means: { passkeys: [{ id: ada.page.passkey.id, transports: ['internal'] }], provider: 'https://idp.example' },
      policy: { id: 'test', digest: sha256Hex('policy') },
    });
    expect(await eventsOf()).toContain('change-opened');
  });

  it.each([
    ['another signer’s credential', { signerId: newId('sgn') }, 'credential.unknown'],
    ['no credential', { credentialId: newId('cred') }, 'credential.unknown'],
  ])('refuses %s', async (_what, other, code) => {
    await expect(world.openChange.run({ credentialId: ada.credentialId, signerId: ada.signerId, change: { act: 'add-means', kind: 'pin' }, ...other })).rejects.toMatchObject({
      code,
    });
    expect((await eventsOf()).at(-1)).toBe(`change-refused: ${code}`);
  });

  it.each(['accepted', 'suspended', 'revoked', 'destroyed'] as const)('refuses to change the means of a credential that is %s', async (state) => {
    await world.world.change(ada.credentialId, { state });
    await expect(world.open(ada, { act: 'add-means', kind: 'pin' })).rejects.toMatchObject({ code: 'credential.state' });
    await expect(world.open(ada, { act: 'remove-means', meansId: await meansId('pin') })).rejects.toMatchObject({ code: 'credential.state' });
  });

  it.each(['accepted', 'active', 'revoked', 'destroyed'] as const)('refuses to resume a credential that is %s', async (state) => {
    await world.world.change(ada.credentialId, { state });
    await expect(world.open(ada, { act: 'resume' })).rejects.toMatchObject({ code: 'credential.state' });
  });

  it('refuses a kind of means that the policy does not ask for', async () => {
    world.world.policies.policy = { ...world.world.policies.policy, evidence: [['passkey']] };
    await expect(world.open(ada, { act: 'add-means', kind: 'totp' })).rejects.toMatchObject({ code: 'evidence.missing' });
  });

  it('refuses if no combination of the policy is possible now', async () => {
    const bob = await world.signer({ kinds: ['oidc'] });
    await expect(world.open(bob, { act: 'add-means', kind: 'passkey' })).rejects.toMatchObject({ code: 'evidence.missing' });
  });

  it('takes no order for a change: it says nothing of one', async () => {
    world.world.policies.policy = { ...world.world.policies.policy, evidence: [['order'], ['passkey']] };
    const clientId = newId('cli');
    const bob = await world.signer({ more: [{ kind: 'order', meansId: newId('mns'), usableFrom: world.clock.now().toISOString(), clientId }] });
    expect((await world.open(bob, { act: 'add-means', kind: 'passkey' })).alternatives).toEqual([['passkey']]);
    const seal = await world.signer({ kinds: [], more: [{ kind: 'order', meansId: newId('mns'), usableFrom: world.clock.now().toISOString(), clientId }] });
    await expect(world.open(seal, { act: 'add-means', kind: 'passkey' })).rejects.toMatchObject({ code: 'evidence.missing' });
  });

  it('refuses more than may wait at once, until one is done, refused or late', async () => {
    world.world.policies.policy = { ...world.world.policies.policy, openDrafts: { perCredential: 2, perClient: 9 } };
    const [first] = [await world.open(ada, { act: 'add-means', kind: 'pin' }), await world.open(ada, { act: 'add-means', kind: 'pin' })];
    await expect(world.open(ada, { act: 'add-means', kind: 'pin' })).rejects.toMatchObject({ code: 'activation.busy' });
    const bob = await world.signer();
    await expect(world.open(bob, { act: 'add-means', kind: 'pin' })).resolves.toBeDefined();
    await world.abandonChange.run(first.changeId);
    await expect(world.open(ada, { act: 'add-means', kind: 'pin' })).resolves.toBeDefined();
    world.clock.advance(600_000);
    await expect(world.open(ada, { act: 'add-means', kind: 'pin' })).resolves.toBeDefined();
  });

  it('refuses more passkeys than a statement has room for', async () => {
    const more = Array.from({ length: 9 }, () => world.passkeyMeans(world.page()));
    const bob = await world.signer({ more });
    await expect(world.open(bob, { act: 'add-means', kind: 'passkey' })).rejects.toMatchObject({ code: 'credential.state' });
    await expect(world.open(bob, { act: 'add-means', kind: 'pin' })).resolves.toBeDefined();
  });
});

describe('adding a means', () => {
  it('needs the new means before it takes any evidence', async () => {
    const draft = await world.open(ada, { act: 'add-means', kind: 'passkey' });
    const assertion = ada.page.passkey.assert(changeChallenge(draft.statement));
    await expect(world.world.present.run(draft.changeId, { kind: 'passkey', assertion })).rejects.toMatchObject({ code: 'evidence.missing' });
  });

  it('takes evidence over the change and the new means together', async () => {
    const draft = await world.open(ada, { act: 'add-means', kind: 'passkey' });
    const challenge = changeChallenge(draft.statement);
    const text = await world.page().registrations(challenge, 'passkey');
    await world.offerMeans.run(draft.changeId, text);
    await expect(world.world.present.run(draft.changeId, { kind: 'passkey', assertion: ada.page.passkey.assert(challenge) })).rejects.toMatchObject({ code: 'evidence.invalid' });
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
    const offer = async (...kinds: readonly ('passkey' | 'pin')[]) => world.offerMeans.run(draft.changeId, await world.page().registrations(challenge, ...kinds));
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

describe('removing a means', () => {
  it('has it count until the wait is over', async () => {
    expect(await world.change(ada, { act: 'remove-means', meansId: await meansId('pin') })).toBe('completed');
    const give = async () => world.give(ada, (await world.world.open(ada)).activationId, 'oidc', 'pin');
    expect(await give()).toBe('completed');
    const { activationId } = await world.world.open(ada);
    world.clock.advance(HOUR);
    await expect(world.world.open(ada)).resolves.toMatchObject({ alternatives: [['passkey']] });
    expect(await world.give(ada, activationId, 'oidc')).toBe('activation.expired');
  });

  it('is at once where the policy has no wait', async () => {
    world.world.policies.policy = { ...world.world.policies.policy, meansWaitSeconds: 0 };
    await world.change(ada, { act: 'remove-means', meansId: await meansId('pin') });
    await expect(world.world.open(ada)).resolves.toMatchObject({ alternatives: [['passkey']] });
  });

  it('has a means that does not count yet never count: its owner said that it is not theirs', async () => {
    const stranger = world.page();
    const draft = await world.offered(ada, stranger, 'passkey');
    await world.give(ada, draft.changeId, 'passkey');
    const strangers = (await meansOf('passkey'))[1]?.meansId ?? '';
    world.clock.advance(HOUR / 2);
    expect(await world.change(ada, { act: 'remove-means', meansId: strangers })).toBe('completed');
    world.clock.advance(HOUR);
    expect(await world.sign({ ...ada, page: stranger })).toBe('evidence.invalid');
    expect(await world.sign(ada)).toBe(1);
  });

  it.each([
    ['of another credential', async () => (await world.binding(await world.signer())).means[0]?.meansId ?? ''],
    ['that never was', async () => newId('mns')],
  ])('refuses one %s', async (_what, other) => {
    await expect(world.open(ada, { act: 'remove-means', meansId: await other() })).rejects.toMatchObject({ code: 'means.unknown' });
  });

  it('refuses one that was removed already', async () => {
    const removed = await meansId('pin');
    await world.change(ada, { act: 'remove-means', meansId: removed });
    await expect(world.open(ada, { act: 'remove-means', meansId: removed })).rejects.toMatchObject({ code: 'means.unknown' });
  });

  it('refuses the last one by which anything could be activated', async () => {
    await world.change(ada, { act: 'remove-means', meansId: await meansId('pin') });
    await expect(world.open(ada, { act: 'remove-means', meansId: await meansId('passkey') })).rejects.toMatchObject({ code: 'evidence.missing' });
    // The account alone activates nothing, so it may go.
    await expect(world.open(ada, { act: 'remove-means', meansId: await meansId('oidc') })).resolves.toBeDefined();
  });

  it('counts one that waits as one that will be there', async () => {
    const draft = await world.offered(ada, world.page(), 'passkey');
    await world.give(ada, draft.changeId, 'passkey');
    await world.change(ada, { act: 'remove-means', meansId: await meansId('pin') });
    await expect(world.open(ada, { act: 'remove-means', meansId: await meansId('passkey') })).resolves.toBeDefined();
  });

  it('lets go of means that are long over, for the next record', async () => {
    await world.change(ada, { act: 'remove-means', meansId: await meansId('pin') });
    world.clock.advance(2 * HOUR);
    const draft = await world.offered(ada, world.page(), 'passkey');
    await world.give(ada, draft.changeId, 'passkey');
    expect((await world.binding(ada)).means.map(({ kind }) => kind)).toEqual(['oidc', 'passkey', 'passkey']);
  });
});

describe('a change', () => {
  it('is completed once, and refused or late never', async () => {
    const [done, refused, late] = [
      await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') }),
      await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') }),
      await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') }),
    ];
    await world.abandonChange.run(refused.changeId);
    expect(await world.give(ada, refused.changeId, 'passkey')).toBe('change.state');
    expect(await world.give(ada, done.changeId, 'passkey')).toBe('completed');
    expect(await world.give(ada, done.changeId, 'passkey')).toBe('change.state');
    world.clock.advance(600_000);
    expect(await world.give(ada, late.changeId, 'passkey')).toBe('change.expired');
    expect(await world.give(ada, newId('chg'), 'passkey')).toBe('change.unknown');
  });

  it('is worth nothing once the credential was changed otherwise', async () => {
    const [first, second] = [await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') }), await world.offered(ada, world.page(), 'passkey')];
    expect(await world.give(ada, first.changeId, 'passkey')).toBe('completed');
    expect(await world.give(ada, second.changeId, 'passkey')).toBe('change.state');
  });

  it('is made once when its last evidence comes twice at the same time, and uses both up for nothing else', async () => {
    const draft = await world.offered(ada, world.page(), 'passkey');
    const challenge = await world.challenge(draft.changeId);
    const both = await Promise.all([world.evidence(ada, 'passkey', challenge), world.evidence(ada, 'passkey', challenge)]);
    const results = await Promise.allSettled(both.map((evidence) => world.world.present.run(draft.changeId, evidence)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await meansOf('passkey')).toHaveLength(2);
  });

  it('that two complete at the same time is written by one, and the other is told so', async () => {
    const [one, other] = [await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') }), await world.open(ada, { act: 'remove-means', meansId: await meansId('oidc') })];
    const evidence = await Promise.all([one, other].map(async ({ changeId }) => world.evidence(ada, 'passkey', await world.challenge(changeId))));
    const results = await Promise.allSettled([one, other].map(({ changeId }, place) => world.world.present.run(changeId, evidence[place] ?? fail())));
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as { code?: string }).code] : []));
    expect(refused).toEqual(['change.state']);
  });

  it('leaves events that say what was done, by which evidence', async () => {
    const draft = await world.offered(ada, world.page(), 'passkey');
    await world.give(ada, draft.changeId, 'oidc', 'pin');
    const completed = (await world.world.stores.events()).find(({ type }) => type === 'change-completed');
    expect(completed).toMatchObject({
      outcome: 'success',
      particulars: {
        changeId: draft.changeId,
        credentialId: ada.credentialId,
        act: 'add-means',
        kind: 'passkey',
        meansId: (await meansOf('passkey'))[1]?.meansId,
        evidence: 'oidc pin',
        promise: 'presence',
        effectiveAt: new Date(world.clock.now().getTime() + HOUR).toISOString(),
      },
    });
  });

  it.each([
    ['what is changed', (draft: string) => draft.replace('remove-means', 'resume')],
    ['the wait', (draft: string) => draft.replace('"waitSeconds":3600', '"waitSeconds":0')],
    ['the evidence', (draft: string) => draft.replace('[["passkey"]', '[["pin"]')],
    ['the policy', (draft: string) => draft.replace('"policyId":"test"', '"policyId":"weak"')],
  ])('is refused when the database edited %s', async (_what, edit) => {
    const { changeId } = await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') });
    const row = world.stores.changes.table.get(changeId);
    if (!row) throw new Error('no row');
    expect(edit(row.draft)).not.toBe(row.draft);
    world.stores.changes.table.set(changeId, { ...row, draft: edit(row.draft) });
    expect(await world.give(ada, changeId, 'passkey')).toBe('record.tampered');
    world.stores.changes.table.set(changeId, row);
    expect(await world.give(ada, changeId, 'passkey')).toBe('completed');
  });

  it('is refused when the database says that evidence was given, or calls a refused one open', async () => {
    const draft = await world.offered(ada, world.page(), 'passkey');
    const { table } = world.stores.changes;
    const before = table.get(draft.changeId);
    if (!before) throw new Error('no row');
    table.set(draft.changeId, { ...before, progress: '{"proofs":[{"kind":"oidc"}]}' });
    expect(await world.give(ada, draft.changeId, 'passkey')).toBe('record.tampered');
    table.set(draft.changeId, before);
    await world.abandonChange.run(draft.changeId);
    const refused = table.get(draft.changeId);
    if (refused) table.set(draft.changeId, { ...refused, state: 'open' });
    expect(await world.give(ada, draft.changeId, 'passkey')).toBe('record.tampered');
  });
});

describe('abandoning a change', () => {
  it('changes nothing when it is repeated, or when the change is done', async () => {
    const [open, done] = [await world.offered(ada, world.page(), 'passkey'), await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') })];
    await world.give(ada, done.changeId, 'passkey');
    await world.abandonChange.run(open.changeId);
    const events = await eventsOf();
    await world.abandonChange.run(open.changeId);
    await world.abandonChange.run(done.changeId);
    expect(await eventsOf()).toEqual(events);
    expect(events.filter((type) => type === 'change-abandoned: refused')).toHaveLength(1);
    await expect(world.abandonChange.run(newId('chg'))).rejects.toMatchObject({ code: 'change.unknown' });
  });
});

function fail(): never {
  throw new Error('no evidence');
}
