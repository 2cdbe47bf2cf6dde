import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { rows } from '@paraph/platform';
import { MANAGEMENT, runIdentity, type RunningIdentity } from './running-identity.js';
import { REDIRECT, Sca } from './sca.js';

let identity: RunningIdentity;
let subscriberId: string;
beforeAll(async () => {
  identity = await runIdentity();
  ({ subscriberId } = await identity.directory.createSubscriber({ name: 'Example Ltd' }, MANAGEMENT));
});
afterAll(() => identity?.stop());

const secret = { method: 'client_secret' } as const;

async function events(): Promise<{ type: string; recipient: string | undefined }[]> {
  const found = await rows<{ body: string }>(identity.database, `SELECT body FROM event_outbox ORDER BY sequence`);
  return found.map((row) => JSON.parse(row.body) as { type: string; recipient: string | undefined });
}

describe('the directory', () => {
  it('records subscribers, clients and signers, each with its event', async () => {
    const { clientId, clientSecret } = await identity.directory.createClient(
      { subscriberId, name: 'App', redirectUris: [REDIRECT], authentication: secret },
      MANAGEMENT,
    );
    const { signerId } = await identity.directory.createSigner({ subscriberId, name: 'Alice' }, MANAGEMENT);
    expect(clientSecret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await identity.directory.describeSigner({ signerId })).toEqual({ signerId, subscriberId, name: 'Alice' });
    expect((await events()).map(({ type, recipient }) => [type, recipient])).toEqual([
      ['subscriber-created', subscriberId],
      ['client-created', clientId],
      ['signer-created', signerId],
    ]);
  });

  it('changes where a subscriber is told, and takes it away, each with an event that does not repeat the address', async () => {
    const contactEmail = 'contracts@customer.example';
    const { contacts } = identity;
    const before = (await events()).length;
    const told = async () => (await contacts.describeSubscriber({ subscriberId })).contactEmail;
    expect(await told()).toBeUndefined();
    expect(await contacts.changeContact({ subscriberId, contactEmail }, MANAGEMENT)).toEqual({ subscriberId, name: 'Example Ltd', contactEmail });
    expect(await told()).toBe(contactEmail);
    await contacts.changeContact({ subscriberId }, MANAGEMENT);
    expect(await told()).toBeUndefined();
    const about = { type: 'subscriber-changed', recipient: subscriberId, actor: { kind: 'system', id: 'management' } };
    expect((await events()).slice(before)).toMatchObject([
      { ...about, particulars: { changed: 'contactEmail', contact: 'another' } },
      { ...about, particulars: { changed: 'contactEmail', contact: 'none' } },
    ]);
    expect(JSON.stringify(await events())).not.toContain(contactEmail);
    await expect(contacts.changeContact({ subscriberId: newId('sub'), contactEmail }, MANAGEMENT)).rejects.toMatchObject({ code: 'subscriber.unknown' });
    expect(await events()).toHaveLength(before + 2);
  });

  it('keeps a subscriber’s name from whoever runs the service', async () => {
    await expect(identity.database.query(`UPDATE subscriber SET name = 'Another' WHERE id = $1`, [subscriberId])).rejects.toThrow(/permission denied/);
  });

  it('refuses a client or signer of an unknown subscriber, and an unknown signer', async () => {
    const unknown = newId('sub');
    const client = { subscriberId: unknown, name: 'App', redirectUris: [REDIRECT], authentication: secret };
    await expect(identity.directory.createClient(client, MANAGEMENT)).rejects.toMatchObject({ code: 'subscriber.unknown' });
    await expect(identity.directory.createSigner({ subscriberId: unknown, name: 'A' }, MANAGEMENT)).rejects.toMatchObject({ code: 'subscriber.unknown' });
    await expect(identity.directory.describeSigner({ signerId: newId('sgn') })).rejects.toMatchObject({ code: 'signer.unknown' });
  });

  it.each([
    [[REDIRECT]],
    [['http://sandbox.localhost:4000/callback']],
    [['http://127.0.0.1:4000/callback']],
    [['rqes://oauth/callback']],
    [['com.example.app:/cb', 'http://127.0.0.1/cb', REDIRECT]],
  ])('a client with %j is one the authorisation server takes', async (redirectUris) => {
    const sca = await Sca.register(identity, redirectUris);
    expect((await sca.token({ grant_type: 'client_credentials' })).status).toBe(200);
  });

  it.each([[['javascript:alert(1)']], [['http://sca.example/cb']], [['https://sca.example/cb#x']], [['rqes://cb', 'http://sandbox.localhost/cb']]])(
    'a client with %j is refused',
    async (redirectUris) => {
      await expect(identity.directory.createClient({ subscriberId, name: 'App', redirectUris, authentication: secret }, MANAGEMENT)).rejects.toMatchObject({
        code: 'request.invalid',
      });
    },
  );
});

describe('what the gateway asks', () => {
  it('an unknown token is unknown', async () => {
    expect(await identity.tokens.introspectToken({ tokenDigest: 'A'.repeat(43) })).toEqual({ state: 'unknown' });
  });

  it('an expired token is expired', async () => {
    const sca = await Sca.register(identity);
    const { body } = await sca.token({ grant_type: 'client_credentials' });
    await identity.database.query(`UPDATE protocol_object SET expires_at = now() - interval '1 second' WHERE kind = 'ClientCredentials'`);
    expect(await sca.introspect(body['access_token'])).toEqual({ state: 'expired' });
  });

  it('a refusal it reports becomes an event', async () => {
    const clientId = newId('cli');
    await identity.tokens.reportRefusal({ clientId, method: 'signatures/signHash', error: 'invalid_request', description: 'Invalid digest value length' });
    expect((await events()).at(-1)).toMatchObject({
      type: 'request-refused',
      outcome: 'failure',
      requester: clientId,
      particulars: { method: 'signatures/signHash' },
    });
  });

  it('a refusal of an authenticated client is an event, a stranger’s is not', async () => {
    const sca = await Sca.register(identity);
    const before = (await events()).length;
    await sca.token({ grant_type: 'client_credentials', client_id: 'nobody', client_secret: 'x' }, {});
    await sca.token({ grant_type: 'client_credentials' }, { authorization: `Basic ${Buffer.from(`${sca.clientId}:wrong`).toString('base64')}` });
    expect((await events()).length).toBe(before);
    await sca.redeem('made-up', 'x'.repeat(43));
    expect((await events()).slice(before)).toMatchObject([{ type: 'client-refused', requester: sca.clientId, cause: 'invalid_grant: Invalid parameter code' }]);
  });
});
