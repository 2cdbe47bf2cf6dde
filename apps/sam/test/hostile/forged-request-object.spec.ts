import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { generateKeyPair } from 'jose';
import { SigningClient, type Change } from '../client-keys.js';
import { hashOf, payloadOf, World, type TestSigner } from '../world.js';
import { outcomeOf, refused } from './refusal.js';

const invoice = { label: 'Invoice 12', hash: hashOf('invoice.pdf') };
const lie = { label: 'Invoice 12', hash: hashOf('mortgage.pdf') };

/** Identity wants the approval page to say that the client vouches for a label, over a hash of identity's own choice. */
describe('a label that the client did not sign', () => {
  let world: World;
  let ada: TestSigner;
  let client: SigningClient;
  beforeEach(async () => {
    world = await World.make();
    ada = await world.signer();
    client = await SigningClient.make(world);
  });

  const open = (requestObject: string | undefined, document = lie, { clientId } = client) =>
    world.openActivation.run({ ...world.opening(ada), documents: [document], clientId, requestObject });
  const signed = (documents = [invoice], change?: Change, by = client) => by.requestObject({ credentialId: ada.credentialId, documents }, change);
  const sources = (statement: string) => (payloadOf(statement)['documents'] as { labelSource: string }[]).map(({ labelSource }) => labelSource);
  const expectControl = async () => expect(sources((await open(await signed(), invoice)).statement)).toEqual(['client-signed']);

  it.each<[string, () => Promise<string>]>([
    ['another hash under the label the client signed', () => signed()],
    ['another label over the hash the client signed', () => signed([{ ...lie, label: 'Mortgage' }])],
    ['a request object of identity’s own', async () => signed([lie], { key: (await generateKeyPair('ES256')).privateKey })],
    ['a request object of another client', async () => signed([lie], {}, await SigningClient.make(world))],
    ['an unsigned one', async () => `${(await signed([lie])).split('.').slice(0, 2).join('.')}.AA`],
    ['one for another credential', () => client.requestObject({ credentialId: newId('cred'), documents: [lie] })],
    ['one of last month', () => signed([lie], { claims: { iat: 1, exp: 3_601 } })],
    ['an order of the client’s', () => client.order({ credentialId: ada.credentialId, hashes: [lie.hash] })],
  ])('is not shown as signed, nor shown at all: %s', async (_what, make) => {
    const requestObject = await make();
    expect(await outcomeOf(world.token, () => open(requestObject))).toEqual(refused('order.invalid'));
    await expectControl();
  });

  it('is shown as unverified where the request object was left out', async () => {
    expect(sources((await open(undefined)).statement)).toEqual(['unverified']);
    await expectControl();
  });

  it('is shown as unverified for a client whose key nobody pinned', async () => {
    const { statement } = await open(await signed([lie]), lie, { clientId: world.clientId } as SigningClient);
    expect(sources(statement)).toEqual(['unverified']);
    await expectControl();
  });
});
