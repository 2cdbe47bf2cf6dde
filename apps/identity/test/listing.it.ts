import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clientSettings, type ReplyOf, type listClients } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { rows } from '@paraph/platform';
import { MANAGEMENT, runIdentity, type RunningIdentity } from './running-identity.js';
import { REDIRECT, Sca } from './sca.js';

let identity: RunningIdentity;
let subscriberId: string;
const names = ['Zoe', 'alice', 'Bob', 'Älice', 'alan', '100% Ltd', 'al_n', 'Alice'];
const signerIds = new Map<string, string>();

beforeAll(async () => {
  identity = await runIdentity();
  ({ subscriberId } = await identity.directory.createSubscriber({ name: 'Example Ltd' }, MANAGEMENT));
  for (const name of names) signerIds.set(name, (await identity.directory.createSigner({ subscriberId, name }, MANAGEMENT)).signerId);
}, 60_000);
afterAll(() => identity?.stop());

async function events(type: string): Promise<Record<string, unknown>[]> {
  const found = await rows<{ body: string }>(identity.database, `SELECT body FROM event_outbox WHERE type = $1 ORDER BY sequence`, [type]);
  return found.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
}

describe('a list of signers', () => {
  const list = async (page: object): Promise<string[]> =>
    (await identity.listing.listSigners({ subscriberId, limit: 50, ...page })).signers.map(({ name }) => name);

  it('is ordered by name, whatever the case of its letters', async () => {
    const lower = (text: string): string => text.toLowerCase();
    const found = await list({});
    expect(found.map(lower)).toEqual(names.map(lower).sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))));
  });

  it('comes in pages that leave nobody out and show nobody twice', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { signers, next } = await identity.listing.listSigners({ subscriberId, limit: 3, after });
      seen.push(...signers.map(({ signerId }) => signerId));
      expect(next).toBe(next === undefined ? undefined : signers.at(-1)?.signerId);
      after = next;
    } while (after !== undefined);
    expect([seen.length, new Set(seen)]).toEqual([names.length, new Set(signerIds.values())]);
  });

  it.each([
    ['AL', ['al_n', 'alan', 'alice', 'Alice']],
    ['al_', ['al_n']],
    ['100%', ['100% Ltd']],
    ['%', []],
    ['lice', []],
  ])('finds names that begin with %j, in which nothing is a pattern', async (name, found) => {
    expect((await list({ name })).sort()).toEqual([...found].sort());
  });

  it('is of one subscriber, or of all', async () => {
    const other = await identity.directory.createSubscriber({ name: 'Another' }, MANAGEMENT);
    await identity.directory.createSigner({ subscriberId: other.subscriberId, name: 'Alice' }, MANAGEMENT);
    expect(await list({ subscriberId: other.subscriberId })).toEqual(['Alice']);
    expect((await identity.listing.listSigners({ name: 'alice', limit: 50 })).signers).toHaveLength(3);
    expect((await identity.listing.listSubscribers({ limit: 50 })).subscribers.map(({ name }) => name)).toEqual(['Another', 'Example Ltd']);
  });

  it('behind one that nobody knows is empty', async () => {
    expect(await identity.listing.listSigners({ limit: 50, after: newId('sgn') })).toEqual({ signers: [] });
  });
});

describe('a client', () => {
  it('is described without its secret or a digest of it', async () => {
    const { clientId, clientSecret } = await Sca.register(identity);
    const described = await identity.listing.describeClient({ clientId });
    expect(described).toMatchObject({ clientId, authentication: 'client_secret', redirectUris: [REDIRECT], keyIds: [], settings: { profile: 'strict' } });
    const [row] = await rows<{ secret_digest: string }>(identity.database, `SELECT secret_digest FROM client WHERE id = $1`, [clientId]);
    expect(JSON.stringify(described)).not.toContain(row?.secret_digest ?? 'a digest');
    expect(JSON.stringify(described)).not.toContain(clientSecret);
  });

  it('gets other settings, and keeps what nobody named', async () => {
    const sca = await Sca.register(identity);
    const settings = clientSettings.parse({ serviceTokenSeconds: 77 });
    const changed = await identity.listing.changeClient({ clientId: sca.clientId, settings }, MANAGEMENT);
    expect(changed).toMatchObject({ redirectUris: [REDIRECT], settings: { serviceTokenSeconds: 77 } });
    expect(await identity.listing.describeClient({ clientId: sca.clientId })).toEqual(changed);
    expect((await sca.token({ grant_type: 'client_credentials' })).body).toMatchObject({ expires_in: 77 });
    expect(await events('client-changed')).toMatchObject([{ recipient: sca.clientId, particulars: { changed: 'settings', profile: 'strict' } }]);
  });

  it('gets no address that a new client would not get', async () => {
    const { clientId } = await Sca.register(identity);
    const change = { clientId, redirectUris: ['http://sca.example/callback'] };
    await expect(identity.listing.changeClient(change, MANAGEMENT)).rejects.toMatchObject({ code: 'request.invalid' });
    expect(await identity.listing.describeClient({ clientId })).toMatchObject({ redirectUris: [REDIRECT] });
  });
});

describe('a client that has ended', () => {
  const listed = async (clientId: string): Promise<ReplyOf<typeof listClients>['clients'][number] | undefined> =>
    (await identity.listing.listClients({ limit: 200 })).clients.find((one) => one.clientId === clientId);

  it('gets no token, and what it holds opens nothing', async () => {
    const sca = await Sca.register(identity);
    const { body } = await sca.token({ grant_type: 'client_credentials' });
    expect(await sca.introspect(body['access_token'])).toMatchObject({ state: 'active' });
    const { endedAt } = await identity.listing.endClient({ clientId: sca.clientId, reason: 'contract over' }, MANAGEMENT);
    expect(await sca.introspect(body['access_token'])).toEqual({ state: 'unknown' });
    expect(await sca.token({ grant_type: 'client_credentials' })).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    expect(await listed(sca.clientId)).toMatchObject({ endedAt });
  });

  it('has ended once, and cannot be changed', async () => {
    const { clientId } = await Sca.register(identity);
    const first = await identity.listing.endClient({ clientId, reason: 'contract over' }, MANAGEMENT);
    expect(await identity.listing.endClient({ clientId, reason: 'again' }, MANAGEMENT)).toEqual(first);
    expect((await events('client-ended')).filter(({ recipient }) => recipient === clientId)).toMatchObject([{ cause: 'contract over' }]);
    const change = { clientId, settings: clientSettings.parse({}) };
    await expect(identity.listing.changeClient(change, MANAGEMENT)).rejects.toMatchObject({ code: 'client.unknown' });
    expect((await events('client-changed')).filter(({ recipient }) => recipient === clientId)).toEqual([]);
  });

  it('takes its origins with it, and gives no login', async () => {
    const sca = await Sca.register(identity);
    const settings = clientSettings.parse({ browserOrigins: ['https://spa.example'] });
    await identity.listing.changeClient({ clientId: sca.clientId, settings }, MANAGEMENT);
    await identity.listing.endClient({ clientId: sca.clientId, reason: 'contract over' }, MANAGEMENT);
    expect(await identity.tokens.listBrowserOrigins()).toEqual({ origins: [] });
    const login = { clientId: sca.clientId, signerId: sca.signerId, userName: 'ada' };
    await expect(identity.logins.createLogin(login, MANAGEMENT)).rejects.toMatchObject({ code: 'client.unknown' });
  });

  it('that nobody knows is unknown', async () => {
    const unknown = { clientId: newId('cli') };
    await expect(identity.listing.endClient({ ...unknown, reason: 'x' }, MANAGEMENT)).rejects.toMatchObject({ code: 'client.unknown' });
    await expect(identity.listing.describeClient(unknown)).rejects.toMatchObject({ code: 'client.unknown' });
    await expect(identity.listing.changeClient({ ...unknown, redirectUris: [REDIRECT] }, MANAGEMENT)).rejects.toMatchObject({ code: 'client.unknown' });
  });
});
