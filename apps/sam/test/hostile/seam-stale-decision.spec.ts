import { beforeEach, describe, expect, it } from '@jest/globals';
import type { QuorumAct } from '@paraph/contracts';
import { SignJWT } from 'jose';
import { QuorumWorld } from '../quorum-world.js';
import { SigningClient } from '../client-keys.js';
import { TestProvider } from '../test-provider.js';

/** One approver of two keeps a half-approved proposal in the drawer, and takes it out when a later decision has overruled it. */
describe('a proposal that a later decision overruled', () => {
  let quorum: QuorumWorld;
  let stolen: SigningClient['publicJwk'];
  let good: SigningClient['publicJwk'];
  const clientId = () => quorum.world.clientId;
  const client = async () => (await quorum.world.records.find('client', clientId()))?.body;
  beforeEach(async () => {
    quorum = await QuorumWorld.make();
    stolen = { ...(await SigningClient.make(quorum.world)).publicJwk, kid: 'stolen' };
    good = { ...(await SigningClient.make(quorum.world)).publicJwk, kid: 'good' };
  });

  it('does not bring a client’s stolen key back', async () => {
    const [ann, ben] = quorum.people;
    const kept = await quorum.propose.run({ act: 'pin-client-keys', clientId: clientId(), keys: [stolen as never] });
    await quorum.approve(ann, kept);
    await quorum.decided({ act: 'pin-client-keys', clientId: clientId(), keys: [good as never] });
    await expect(quorum.approve(ben, kept)).rejects.toMatchObject({ code: 'proposal.impossible' });
    expect((await client())?.keys).toEqual([good]);
    await quorum.decided({ act: 'pin-client-keys', clientId: clientId(), keys: [] });
    expect((await client())?.keys).toEqual([]);
  });

  it('does not bring a key back that was taken away since, though all looks as it did', async () => {
    const [ann, ben] = quorum.people;
    const pin = { act: 'pin-client-keys' as const, clientId: clientId(), keys: [stolen as never] };
    const kept = await quorum.propose.run(pin);
    await quorum.approve(ann, kept);
    await quorum.decided(pin);
    await quorum.decided({ ...pin, keys: [] });
    await expect(quorum.approve(ben, kept)).rejects.toMatchObject({ code: 'proposal.impossible' });
    expect((await client())?.keys).toEqual([]);
  });

  it('does not bring a provider’s stolen key back; a renewal by such a key holds no decision up', async () => {
    const { world, people, providers } = quorum;
    const [ann, ben] = people;
    const [issuer, old] = [world.provider.issuer, world.idp.pinned.jwk];
    const fresh = await TestProvider.make('idp-2');
    const pin = (key: object) => ({ act: 'pin-provider-keys' as const, issuer, keys: [{ key: key as never }] }) satisfies QuorumAct;
    const kids = async () => (await providers.find(issuer))?.keys.map(({ jwk }) => jwk.kid);
    const [kept, waiting] = [await quorum.propose.run(pin(old)), await quorum.propose.run(pin(fresh.pinned.jwk))];
    await quorum.approve(ann, kept);
    await quorum.approve(ann, waiting);

    // The thief renews: the proposal that ends the stolen key goes on all the same.
    const iat = Math.floor(world.clock.now().getTime() / 1_000);
    const claims = { iss: issuer, sub: issuer, iat, exp: iat + 3_600, keys: [(await TestProvider.make('thief')).pinned.jwk] };
    await quorum.renewProviderKeys.run(
      issuer,
      await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'jwk-set+jwt', kid: 'idp-1' }).sign(world.idp.key),
    );
    expect(await kids()).toEqual(['thief', 'idp-1']);
    world.clock.advance(1_000);
    await expect(quorum.approve(ben, waiting)).resolves.toMatchObject({ state: 'done' });
    expect(await kids()).toEqual(['idp-2']);

    await expect(quorum.approve(ben, kept)).rejects.toMatchObject({ code: 'proposal.impossible' });
    expect(await kids()).toEqual(['idp-2']);
  });

  it('leaves alone a proposal about something else of the same client', async () => {
    const [ann, ben] = quorum.people;
    const waiting = await quorum.propose.run({ act: 'limit-client', clientId: clientId(), multisign: 7 });
    await quorum.approve(ann, waiting);
    await quorum.decided({ act: 'pin-client-keys', clientId: clientId(), keys: [good as never] });
    await expect(quorum.approve(ben, waiting)).resolves.toMatchObject({ state: 'done' });
  });
});
