import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { generateKeyPair } from 'jose';
import { SigningClient, type Change } from '../../../../test/client-keys.js';
import { hashOf, payloadOf, World, type TestSigner } from '../../../../test/world.js';

const documents = [
  { label: 'Invoice 12', hash: hashOf('invoice') },
  { label: 'Annex', hash: hashOf('annex') },
];

describe('labels that a client signed', () => {
  let world: World;
  let ada: TestSigner;
  let client: SigningClient;
  beforeEach(async () => {
    world = await World.make();
    ada = await world.signer();
    client = await SigningClient.make(world);
  });

  const open = async (requestObject: string | undefined, clientId = client.clientId) =>
    world.openActivation.run({ ...world.opening(ada), documents, numSignatures: 2, clientId, requestObject }).then(
      ({ statement }) => (payloadOf(statement)['documents'] as { labelSource: string }[]).map(({ labelSource }) => labelSource),
      (error: { code?: string }) => error.code,
    );
  const signed = (change?: Change, about = { credentialId: ada.credentialId, documents }) => client.requestObject(about, change);

  it('are shown as such, and others are not', async () => {
    expect(await open(await signed())).toEqual(['client-signed', 'client-signed']);
    expect(await open(undefined)).toEqual(['unverified', 'unverified']);
  });

  it('are unverified for a client without a pinned key: nothing here says whose key it was', async () => {
    expect(await open(await signed(), world.clientId)).toEqual(['unverified', 'unverified']);
  });

  it('may come as text, and in base64url', async () => {
    const urlSafe = documents.map(({ label, hash }) => ({ label, hash: hash.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') }));
    expect(await open(await signed({}, { credentialId: ada.credentialId, documents: urlSafe }))).toEqual(['client-signed', 'client-signed']);
    const details = payloadOf(await signed())['authorization_details'];
    expect(await open(await signed({ claims: { authorization_details: JSON.stringify(details) } }))).toEqual(['client-signed', 'client-signed']);
  });

  it.each<[string, () => Promise<string>]>([
    ['another label', () => signed({}, { credentialId: ada.credentialId, documents: [{ label: 'Mortgage', hash: hashOf('invoice') }, ...documents.slice(1)] })],
    ['another order', () => signed({}, { credentialId: ada.credentialId, documents: [...documents].reverse() })],
    ['one document fewer', () => signed({}, { credentialId: ada.credentialId, documents: documents.slice(1) })],
    ['another credential', () => signed({}, { credentialId: newId('cred'), documents })],
    ['no details', () => signed({ claims: { authorization_details: undefined } })],
    ['details that are no JSON', () => signed({ claims: { authorization_details: '[{' } })],
    ['two details', async () => signed({ claims: { authorization_details: [...(payloadOf(await signed())['authorization_details'] as object[]), {}] } })],
    ['another issuer', () => signed({ claims: { iss: newId('cli') } })],
    ['another audience', () => signed({ claims: { aud: 'https://other.example' } })],
    ['a life of a day', () => signed({ claims: { exp: Math.floor(world.clock.now().getTime() / 1_000) + 86_400 } })],
    ['no end', () => signed({ claims: { exp: undefined } })],
    ['the typ of an order', () => signed({ header: { typ: 'paraph-order+jwt' } })],
    ['a key nobody pinned', async () => signed({ key: (await generateKeyPair('ES256')).privateKey })],
  ])('are not taken from a request object with %s: the request is refused', async (_what, make) => {
    expect(await open(await make())).toBe('order.invalid');
    expect((await world.eventTypes()).at(-1)).toBe('activation-refused: order.invalid');
    expect(await open(await signed())).toEqual(['client-signed', 'client-signed']);
  });
});
