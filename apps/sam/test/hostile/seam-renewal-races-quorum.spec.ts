import { describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { SignedKeySets, type SignedKeySet } from '../../src/domain/ports/signed-key-sets.js';
import { JoseSignedKeySets } from '../../src/adapters/oidc-evidence/jose-signed-key-sets.js';
import type { IdentityProvider } from '../../src/domain/evidence/oidc/identity-provider.js';
import { RenewProviderKeys } from '../../src/domain/providers/renew-provider-keys.js';
import { Refusals } from '../../src/domain/refusals.js';
import { QuorumWorld } from '../quorum-world.js';
import { TestProvider } from '../test-provider.js';

const ISSUER = 'https://idp.example';

/** Something happens between the look at the signature and the look at the record. */
class SlowKeySets extends SignedKeySets {
  constructor(private readonly meanwhile: () => Promise<unknown>) {
    super();
  }

  override async verify(signedKeys: string, provider: IdentityProvider, now: Date): Promise<SignedKeySet> {
    const set = await new JoseSignedKeySets().verify(signedKeys, provider, now);
    await this.meanwhile();
    return set;
  }
}

/** A provider's key was stolen. While a quorum replaces it, by one of the same name, the thief has it renew itself. */
describe('a stolen provider key that renews itself while a quorum replaces it', () => {
  it.each(['idp-1', 'idp-2'])('is not back when the new one is called %s', async (kid) => {
    const quorum = await QuorumWorld.make();
    const { records, stores, clock, idp } = quorum.world;
    const [fresh, thief] = [await TestProvider.make(kid), await TestProvider.make('thief')];
    // A key set may be dated ahead by as much as clocks may differ: it is younger than the decision.
    const iat = Math.floor(clock.now().getTime() / 1_000) + 3;
    const claims = { iss: ISSUER, sub: ISSUER, iat, exp: iat + 3_600, keys: [thief.pinned.jwk] };
    const signed = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'jwk-set+jwt', kid: 'idp-1' }).sign(idp.key);
    const decide = () => quorum.decided({ act: 'pin-provider-keys', issuer: ISSUER, keys: [{ key: fresh.pinned.jwk as never }] });
    const renewal = (meanwhile: () => Promise<unknown>) =>
      new RenewProviderKeys(
        quorum.providers,
        new SlowKeySets(meanwhile),
        { records, transactions: stores.transactions },
        clock,
        new Refusals(stores.transactions),
      );

    await expect(renewal(decide).run(ISSUER, signed)).rejects.toMatchObject({ code: 'evidence.invalid' });
    expect((await quorum.providers.find(ISSUER))?.keys.map(({ jwk }) => jwk['x'])).toEqual([fresh.pinned.jwk['x']]);
  });

  it('renews as it may where nobody decides against it', async () => {
    const quorum = await QuorumWorld.make();
    const iat = Math.floor(quorum.world.clock.now().getTime() / 1_000);
    const next = await TestProvider.make('idp-2');
    const claims = { iss: ISSUER, sub: ISSUER, iat, exp: iat + 3_600, keys: [next.pinned.jwk] };
    const signed = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'jwk-set+jwt', kid: 'idp-1' }).sign(quorum.world.idp.key);
    await expect(quorum.renewProviderKeys.run(ISSUER, signed)).resolves.toEqual(['idp-2', 'idp-1']);
  });
});
