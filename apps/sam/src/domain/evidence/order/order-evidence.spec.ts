import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { SHA256, World, type TestSigner } from '../../../../test/world.js';
import type { ActivationDraft } from '../../activation/activation.js';

/** What a test says otherwise than a good order. */
interface Change {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: CryptoKey;
}

describe('an order as evidence', () => {
  let world: World;
  let seal: TestSigner;
  let clientId: string;
  let key: CryptoKey;

  beforeEach(async () => {
    world = await World.make();
    world.policies.policy = { ...world.policies.policy, evidence: [['order']] };
    const pair = await generateKeyPair('ES256', { extractable: true });
    key = pair.privateKey;
    clientId = newId('cli');
    const { x = '', y = '' } = await exportJWK(pair.publicKey);
    const keys = [{ kty: 'EC', crv: 'P-256', x, y, kid: 'orders-1' }];
    const subscriberId = (await world.records.find('client', world.clientId))?.body.subscriberId ?? '';
    await world.recordClient.run(clientId, { subscriberId, name: 'Sealing application', multisign: 100, keys });
    seal = await world.signer({ binding: { means: [{ kind: 'order', meansId: newId('mns'), usableFrom: world.clock.now().toISOString(), clientId }] } });
  });

  const open = (documents = ['invoice.xml', 'statement.xml']) => world.openActivation.run({ ...world.opening(seal, documents), clientId });

  const order = ({ credentialId, hashes }: ActivationDraft, { claims = {}, header = {}, key: other = key }: Change = {}) => {
    const now = Math.floor(world.clock.now().getTime() / 1_000);
    const payload = {
      iss: clientId,
      aud: 'paraph-sam',
      credential: credentialId,
      hashes,
      hashAlgorithm: SHA256,
      count: hashes.length,
      iat: now,
      exp: now + 300,
      jti: newId('req'),
      ...claims,
    };
    return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', typ: 'paraph-order+jwt', kid: 'orders-1', ...header }).sign(other);
  };

  const present = async (draft: ActivationDraft, jws: string) =>
    world.present.run(draft.activationId, { kind: 'order', order: jws }).then(
      ({ state }) => state,
      (error: { code?: string }) => error.code,
    );

  it('activates exactly what the client ordered', async () => {
    const draft = await open();
    expect(await present(draft, await order(draft))).toBe('completed');
    expect((await world.stores.events()).find(({ type }) => type === 'activation-completed')?.particulars).toMatchObject({
      evidence: 'order',
      promise: 'shown',
    });
  });

  it.each<[string, (draft: ActivationDraft) => Change | Promise<Change>]>([
    ['other hashes', ({ hashes }) => ({ claims: { hashes: [...hashes].reverse() } })],
    ['fewer hashes', ({ hashes }) => ({ claims: { hashes: hashes.slice(1), count: 1 } })],
    ['more signatures', ({ hashes }) => ({ claims: { count: hashes.length + 1 } })],
    ['another digest algorithm', () => ({ claims: { hashAlgorithm: '2.16.840.1.101.3.4.2.2' } })],
    ['another credential', () => ({ claims: { credential: newId('cred') } })],
    ['an activation, which only an addition names', ({ activationId }) => ({ claims: { activation: activationId } })],
    ['another issuer', () => ({ claims: { iss: newId('cli') } })],
    ['another audience', () => ({ claims: { aud: 'somebody' } })],
    ['no jti', () => ({ claims: { jti: undefined } })],
    ['a short jti', () => ({ claims: { jti: '1' } })],
    ['a life of an hour', () => ({ claims: { exp: Math.floor(world.clock.now().getTime() / 1_000) + 3_600 } })],
    ['no end', () => ({ claims: { exp: undefined } })],
    ['a past', () => ({ claims: { iat: Math.floor(world.clock.now().getTime() / 1_000) - 600, exp: Math.floor(world.clock.now().getTime() / 1_000) - 300 } })],
    ['a future', () => ({ claims: { iat: Math.floor(world.clock.now().getTime() / 1_000) + 60 } })],
    ['the typ of something else', () => ({ header: { typ: 'oauth-authz-req+jwt' } })],
    ['another kid', () => ({ header: { kid: 'mine' } })],
    ['a key of its own', async () => ({ key: (await generateKeyPair('ES256')).privateKey })],
  ])('is refused with %s', async (_what, change) => {
    const draft = await open();
    expect(await present(draft, await order(draft, await change(draft)))).toBe('evidence.invalid');
    expect(await present(draft, await order(draft))).toBe('completed');
  });

  it('serves once, however it is written', async () => {
    const [one, two] = [await open(), await open()];
    const jti = newId('req');
    expect(await present(one, await order(one, { claims: { jti } }))).toBe('completed');
    // ECDSA signs anew each time: another text, the same order.
    expect(await present(two, await order(two, { claims: { jti } }))).toBe('evidence.invalid');
    expect(await present(two, await order(two))).toBe('completed');
  });

  it('of another client of the same subscriber activates nothing', async () => {
    const draft = await world.openActivation.run({ ...world.opening(seal), clientId: world.clientId }).catch((error: { code?: string }) => error.code);
    expect(draft).toMatchObject({ activationId: expect.any(String) });
    expect(await present(draft as ActivationDraft, await order(draft as ActivationDraft))).toBe('evidence.invalid');
  });
});
