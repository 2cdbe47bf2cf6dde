import { beforeEach, describe, expect, it } from '@jest/globals';
import { CHANGE_TYPE, changeStatement } from '@paraph/contracts';
import { newId, sha256Hex } from '@paraph/kernel';
import { ChangesWorld, type EquippedSigner } from '../../../test/changes-world.js';
import { headerOf, payloadOf } from '../../../test/world.js';

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
    await expect(
      world.openChange.run({ credentialId: ada.credentialId, signerId: ada.signerId, change: { act: 'add-means', kind: 'pin' }, ...other }),
    ).rejects.toMatchObject({
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
