import { beforeEach, describe, expect, it } from '@jest/globals';
import { SignJWT, type CryptoKey } from 'jose';
import { JoseIdTokenVerifier } from '../../src/adapters/oidc-evidence/jose-id-token-verifier.js';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';
import { OidcEvidence } from '../../src/domain/evidence/oidc/oidc-evidence.js';
import { providerRecordId } from '../../src/domain/providers/recorded-providers.js';
import { TestProvider } from '../test-provider.js';
import type { TestSigner } from '../world.js';
import { EvidenceTrial, SIGNED } from './evidence-trial.js';
import { outcomeOf, refused } from './refusal.js';

const ISSUER = 'https://idp.example';

/** Whoever names a key of the identity provider speaks for everybody who signs in there. Identity carries keys; it names none. */
describe('a provider key that identity brings', () => {
  let trial: EvidenceTrial;
  let ada: TestSigner;
  let draft: ActivationDraft;
  let forged: TestProvider;
  beforeEach(async () => {
    trial = await EvidenceTrial.make([['oidc']]);
    const { world, providers } = trial.quorum;
    world.verifiers.oidc = new OidcEvidence(providers, new JoseIdTokenVerifier(world.clock));
    ada = await world.signer();
    draft = await world.open(ada);
    forged = await TestProvider.make('idp-2');
  });

  /** A token in Ada's name by the key that identity made. */
  const forgedSignIn = () => trial.signIn(ada, draft, { key: forged.key, header: { kid: 'idp-2' } });
  const renew = (signed: string) => outcomeOf(trial.quorum.world.token, () => trial.quorum.renewProviderKeys.run(ISSUER, signed));

  async function keySet(by: { readonly key: CryptoKey; readonly kid: string }, header: Record<string, unknown> = {}): Promise<string> {
    const now = Math.floor(trial.quorum.world.clock.now().getTime() / 1_000);
    return new SignJWT({ iss: ISSUER, sub: ISSUER, iat: now, exp: now + 600, keys: [forged.pinned.jwk] })
      .setProtectedHeader({ alg: 'ES256', typ: 'jwk-set+jwt', kid: by.kid, ...header })
      .sign(by.key);
  }

  it.each<[string, () => Promise<string>]>([
    ['signed by itself', () => keySet({ key: forged.key, kid: 'idp-2' })],
    ['signed by itself under the pinned key’s name', () => keySet({ key: forged.key, kid: 'idp-1' })],
    ['signed by itself, with the key in the header', () => keySet({ key: forged.key, kid: 'idp-2' }, { jwk: forged.pinned.jwk })],
    ['signed by nobody', async () => `${(await keySet({ key: forged.key, kid: 'idp-1' })).split('.').slice(0, 2).join('.')}.AA`],
    [
      'as a key set that the provider publishes without a signature',
      () => Promise.resolve(`${encoded({ alg: 'none', typ: 'jwk-set+jwt', kid: 'idp-1' })}.${encoded({ iss: ISSUER, keys: [forged.pinned.jwk] })}.AA`),
    ],
  ])('is not taken %s, and signs nobody in', async (_what, make) => {
    expect(await renew(await make())).toEqual(refused('evidence.invalid'));
    expect((await trial.quorum.world.stores.events()).at(-1)).toMatchObject({ type: 'provider-keys-refused', outcome: 'failure' });
    expect(await forgedSignIn()).toEqual(refused('evidence.invalid'));
    expect(await trial.signIn(ada, draft)).toEqual(SIGNED);
  });

  it('is not taken from an ID token that the provider did sign: it is a token of another type', async () => {
    const token = await trial.quorum.world.idp.idToken(
      { subject: ada.account, nonce: 'n', now: trial.quorum.world.clock.now() },
      { claims: { keys: [forged.pinned.jwk] } },
    );
    expect(await renew(token)).toEqual(refused('evidence.invalid'));
    expect(await forgedSignIn()).toEqual(refused('evidence.invalid'));
  });

  it('is not taken from a row that somebody wrote into the database', async () => {
    const { table } = trial.quorum.world.stores.records;
    const id = providerRecordId(ISSUER);
    const body = JSON.stringify({ issuer: ISSUER, keys: [{ jwk: forged.pinned.jwk }], asOf: trial.quorum.world.clock.now().toISOString() });
    table.set(`provider/${id}`, { kind: 'provider', id, version: 1, body, mac: new Uint8Array(32) });
    expect(await forgedSignIn()).toEqual(refused('record.tampered'));
    table.delete(`provider/${id}`);
    expect(await trial.signIn(ada, draft)).toEqual(SIGNED);
  });

  it('is not taken from a proposal that one approver approved', async () => {
    const { quorum } = trial;
    const proposal = await quorum.propose.run({ act: 'pin-provider-keys', issuer: ISSUER, keys: [{ key: forged.pinned.jwk as never }] });
    await quorum.approve(quorum.people[0], proposal);
    expect(await forgedSignIn()).toEqual(refused('evidence.invalid'));
    expect(await trial.signIn(ada, draft)).toEqual(SIGNED);
  });

  it('control: the provider’s pinned key may name a new one', async () => {
    expect(await renew(await keySet({ key: trial.quorum.world.idp.key, kid: 'idp-1' }))).toEqual({ code: 'done', signed: 0 });
    expect(await forgedSignIn()).toEqual(SIGNED);
  });

  it('control: the quorum may', async () => {
    await trial.quorum.decided({ act: 'pin-provider-keys', issuer: ISSUER, keys: [{ key: forged.pinned.jwk as never }] });
    expect(await forgedSignIn()).toEqual(SIGNED);
  });
});

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
