import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { generateKeyPair } from 'jose';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';
import { SigningClient, type Change } from '../client-keys.js';
import { World, type TestSigner } from '../world.js';
import { outcomeOf, refused, type Outcome } from './refusal.js';

/** The SAD, and the signature. */
const SEALED: Outcome = { code: 'done', signed: 2 };

/** A seal's key is activated by its client's orders alone. Gateway and identity see the orders, and want one of their own. */
describe('an order the client did not give', () => {
  let world: World;
  let client: SigningClient;
  let seal: TestSigner;
  beforeEach(async () => {
    world = await World.make();
    world.policies.policy = { ...world.policies.policy, evidence: [['order']] };
    client = await SigningClient.make(world);
    const usableFrom = world.clock.now().toISOString();
    seal = await world.signer({ binding: { means: [{ kind: 'order', meansId: newId('mns'), usableFrom, clientId: client.clientId }] } });
  });

  const open = (documents = ['invoice.xml'], { clientId } = client) => world.openActivation.run({ ...world.opening(seal, documents), clientId });
  const order = ({ credentialId, hashes }: ActivationDraft, change?: Change, by = client) => by.order({ credentialId, hashes }, change);
  const attempt = (draft: ActivationDraft, jws: string, documents = ['invoice.xml']): Promise<Outcome> =>
    outcomeOf(world.token, async () => {
      const { activationId, clientId } = draft;
      await world.present.run(activationId, { kind: 'order', order: jws });
      const { sad } = await world.issueSad.run({ activationId, clientId });
      await world.signHash.run({ ...world.request(seal, `sad_${sad}`, documents), clientId });
    });

  it.each<[string, (draft: ActivationDraft) => Promise<string>]>([
    ['by a key of the neighbour’s', async (draft) => order(draft, { key: (await generateKeyPair('ES256')).privateKey })],
    [
      'by a key it brings along',
      async (draft) => {
        const mallory = await SigningClient.make(world);
        return order(draft, { key: mallory.key, header: { jwk: mallory.publicJwk, kid: undefined } });
      },
    ],
    ['by another client of the same house', async (draft) => order(draft, {}, await SigningClient.make(world))],
    ['without a signature', async (draft) => `${(await order(draft)).split('.').slice(0, 2).join('.')}.AA`],
    ['for other documents', async () => order(await open(['mortgage.xml']))],
    ['for another credential', (draft) => order(draft, { claims: { credential: newId('cred') } })],
    ['for another service', (draft) => order(draft, { claims: { aud: 'https://identity.example' } })],
    ['that is old', (draft) => order(draft, { claims: { iat: 1, exp: 301 } })],
    ['that lives for ever', (draft) => order(draft, { claims: { exp: 9_999_999_999 } })],
    ['that was given for an addition', (draft) => order(draft, { claims: { activation: draft.activationId } })],
    ['that is a request object', (draft) => client.requestObject({ credentialId: draft.credentialId, documents: [] })],
  ])('seals nothing: %s', async (_what, make) => {
    const draft = await open();
    const forged = await make(draft);
    expect(await attempt(draft, forged)).toEqual(refused('evidence.invalid'));
    expect(await attempt(draft, await order(draft))).toEqual(SEALED);
  });

  it('seals nothing a second time, written anew or not', async () => {
    const [one, two] = [await open(), await open()];
    const jti = newId('req');
    const first = await order(one, { claims: { jti } });
    expect(await attempt(one, first)).toEqual(SEALED);
    expect(await attempt(two, first)).toEqual(refused('evidence.invalid'));
    expect(await attempt(two, await order(two, { claims: { jti } }))).toEqual(refused('evidence.invalid'));
    expect(await attempt(two, await order(two))).toEqual(SEALED);
  });

  it('seals nothing for a client of the neighbour’s, though it orders for itself', async () => {
    const mallory = await SigningClient.make(world);
    const draft = await open(['invoice.xml'], mallory);
    expect(await attempt(draft, await order(draft, {}, mallory))).toEqual(refused('evidence.invalid'));
    const good = await open();
    expect(await attempt(good, await order(good))).toEqual(SEALED);
  });

  it('seals nothing after the neighbour has recorded the client with another key', async () => {
    const mallory = await SigningClient.make(world);
    const body = (await world.records.find('client', client.clientId))?.body;
    if (!body) throw new Error('no client');
    const again = () => world.recordClient.run(client.clientId, { ...body, keys: [mallory.publicJwk] });
    expect(await outcomeOf(world.token, again)).toEqual(refused('request.duplicate'));
    const draft = await open();
    expect(await attempt(draft, await order(draft, { key: mallory.key }))).toEqual(refused('evidence.invalid'));
    expect(await attempt(draft, await order(draft))).toEqual(SEALED);
  });
});
