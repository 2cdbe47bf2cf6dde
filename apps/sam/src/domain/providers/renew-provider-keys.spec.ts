import { beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import fc from 'fast-check';
import { ServiceError } from '@paraph/contracts';
import { QuorumWorld } from '../../../test/quorum-world.js';
import { TestProvider } from '../../../test/test-provider.js';
import type { PinnedKey } from '../evidence/oidc/identity-provider.js';
import type { ProviderRecord } from '../records/record-kinds.js';
import { providerRecordId } from './recorded-providers.js';

const ISSUER = 'https://idp.example';
const MONTH = 31 * 86_400;

interface SetChange {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: CryptoKey;
}

describe('a provider’s new keys', () => {
  let quorum: QuorumWorld;
  let second: TestProvider;
  beforeEach(async () => {
    quorum = await QuorumWorld.make();
    second = await TestProvider.make('idp-2');
  });

  const seconds = () => Math.floor(quorum.world.clock.now().getTime() / 1_000);
  const keyIds = async () => (await quorum.providers.find(ISSUER))?.keys.map(({ jwk }) => jwk.kid);
  const run = (signed: string, issuer = ISSUER) => quorum.renewProviderKeys.run(issuer, signed);

  /** The set as the provider would sign it with the key of its file. */
  function signedSet(keys: readonly object[], { claims = {}, header = {}, key }: SetChange = {}): Promise<string> {
    const payload = { iss: ISSUER, sub: ISSUER, iat: seconds(), exp: seconds() + 3_600, keys, ...claims };
    return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', typ: 'jwk-set+jwt', kid: 'idp-1', ...header }).sign(key ?? quorum.world.idp.key);
  }

  /** Puts keys in place as a quorum would have. */
  async function pin(keys: ProviderRecord['keys']): Promise<void> {
    const { records, stores } = quorum.world;
    const sealed = await records.sealNew('provider', providerRecordId(ISSUER), { issuer: ISSUER, keys, asOf: quorum.world.clock.now().toISOString() });
    await stores.transactions.run((transaction) => records.write(transaction, sealed));
  }

  const reason = async () => (await quorum.world.stores.events()).at(-1)?.particulars?.['reason'];

  it('count once one of the pinned keys has signed them, and the old one stays beside them', async () => {
    expect(await run(await signedSet([second.pinned.jwk]))).toEqual(['idp-2', 'idp-1']);
    expect(await keyIds()).toEqual(['idp-2', 'idp-1']);
    expect((await quorum.world.stores.events()).at(-1)).toMatchObject({
      type: 'provider-keys-renewed',
      outcome: 'success',
      particulars: { issuer: ISSUER, keyIds: 'idp-2 idp-1', signedBy: 'idp-1' },
    });
  });

  it('verify the evidence of their signers, like those of the file', async () => {
    const ada = await quorum.world.signer();
    const draft = await quorum.world.open(ada);
    const { OidcEvidence } = await import('../evidence/oidc/oidc-evidence.js');
    const { JoseIdTokenVerifier } = await import('../../adapters/oidc-evidence/jose-id-token-verifier.js');
    quorum.world.verifiers.oidc = new OidcEvidence(quorum.providers, new JoseIdTokenVerifier(quorum.world.clock));
    const byNewKey = { key: second.key, header: { kid: 'idp-2' } };
    await expect(quorum.world.signIn(ada, draft, byNewKey)).rejects.toThrow('evidence.invalid');
    await run(await signedSet([second.pinned.jwk]));
    await expect(quorum.world.signIn(ada, draft, byNewKey)).resolves.toMatchObject({ state: 'completed' });
  });

  it('replace all others but the one that signed', async () => {
    const third = await TestProvider.make('idp-3');
    await run(await signedSet([second.pinned.jwk]));
    quorum.world.clock.advance(1_000);
    await run(await signedSet([third.pinned.jwk], { header: { kid: 'idp-2' }, key: second.key }));
    expect(await keyIds()).toEqual(['idp-3', 'idp-2']);
    quorum.world.clock.advance(1_000);
    // The first key is gone: it can say nothing any more.
    await expect(run(await signedSet([quorum.world.idp.pinned.jwk]))).rejects.toThrow('evidence.invalid');
  });

  it('leave the date of the key that signed as it was pinned', async () => {
    const notAfter = new Date(quorum.world.clock.now().getTime() + 60_000).toISOString();
    await pin([{ jwk: quorum.world.idp.pinned.jwk, notAfter }]);
    quorum.world.clock.advance(1_000);
    await run(await signedSet([second.pinned.jwk, quorum.world.idp.pinned.jwk]));
    expect((await quorum.providers.find(ISSUER))?.keys).toEqual([
      { jwk: stripped(second.pinned) },
      { jwk: quorum.world.idp.pinned.jwk, notAfter: new Date(notAfter) },
    ]);
  });

  it('are taken from a key only between its dates', async () => {
    const at = (offset: number) => new Date(quorum.world.clock.now().getTime() + offset).toISOString();
    await pin([{ jwk: quorum.world.idp.pinned.jwk, notBefore: at(2_000), notAfter: at(4_000) }]);
    const tryNow = async () => run(await signedSet([second.pinned.jwk]));
    quorum.world.clock.advance(1_999);
    await expect(tryNow()).rejects.toThrow('evidence.invalid');
    quorum.world.clock.advance(1);
    await expect(tryNow()).resolves.toContain('idp-2');
  });

  it('are not taken from a key whose time is over', async () => {
    const notAfter = new Date(quorum.world.clock.now().getTime() + 4_000).toISOString();
    await pin([{ jwk: quorum.world.idp.pinned.jwk, notAfter }]);
    quorum.world.clock.advance(4_000);
    await expect(run(await signedSet([second.pinned.jwk]))).rejects.toThrow('evidence.invalid');
  });

  it('are no longer those of an older set', async () => {
    const older = await signedSet([quorum.world.idp.pinned.jwk]);
    quorum.world.clock.advance(1_000);
    await run(await signedSet([second.pinned.jwk]));
    await expect(run(older)).rejects.toThrow('evidence.invalid');
    expect(await reason()).toBe('older than the key set that counts');
    expect(await keyIds()).toEqual(['idp-2', 'idp-1']);
  });

  it('are not undone by a set from before the quorum’s decision', async () => {
    const captured = await signedSet([quorum.world.idp.pinned.jwk]);
    quorum.world.clock.advance(1_000);
    await quorum.decided({
      act: 'pin-provider-keys',
      issuer: ISSUER,
      keys: [{ key: quorum.world.idp.pinned.jwk as never }, { key: second.pinned.jwk as never }],
    });
    await expect(run(captured)).rejects.toThrow('evidence.invalid');
    quorum.world.clock.advance(1_000);
    await expect(run(await signedSet([second.pinned.jwk]))).resolves.toContain('idp-2');
  });

  it('change nothing when they come a second time', async () => {
    const signed = await signedSet([second.pinned.jwk]);
    await run(signed);
    const events = (await quorum.world.stores.events()).length;
    expect(await run(signed)).toEqual(['idp-2', 'idp-1']);
    expect(await quorum.world.stores.events()).toHaveLength(events);
  });

  it('are taken once by many that bring them at the same time', async () => {
    const signed = await signedSet([second.pinned.jwk]);
    const all = await Promise.all(Array.from({ length: 20 }, () => run(signed)));
    for (const one of all) expect(one).toEqual(['idp-2', 'idp-1']);
    expect((await quorum.world.eventTypes()).filter((type) => type === 'provider-keys-renewed')).toHaveLength(1);
  });

  it('keep only what verifying needs', async () => {
    await run(
      await signedSet([
        { ...second.pinned.jwk, use: 'sig', x5u: 'http://127.0.0.1:1/x', x5c: ['AA=='] },
        { ...second.pinned.jwk, kid: 'enc', use: 'enc' },
      ]),
    );
    expect((await quorum.providers.find(ISSUER))?.keys[0]).toEqual({ jwk: stripped(second.pinned) });
    expect(await keyIds()).toEqual(['idp-2', 'idp-1']);
  });

  it('are refused of a provider nobody pinned', async () => {
    await expect(run(await signedSet([second.pinned.jwk], { claims: { iss: 'https://other.example' } }), 'https://other.example')).rejects.toThrow(
      'evidence.provider_unknown',
    );
    expect((await quorum.world.stores.events()).at(-1)).toMatchObject({ type: 'provider-keys-refused', cause: 'evidence.provider_unknown' });
  });

  it.each<[string, () => SetChange & { keys?: readonly object[] }]>([
    ['signed by the new key itself', () => ({ key: second.key, header: { kid: 'idp-2' } })],
    ['signed by the new key under the old one’s name', () => ({ key: second.key })],
    ['signed by the new key, which it brings along', () => ({ key: second.key, header: { kid: 'idp-2', jwk: second.pinned.jwk } })],
    ['without kid', () => ({ header: { kid: undefined } })],
    ['of another type', () => ({ header: { typ: 'JWT' } })],
    ['of no type', () => ({ header: { typ: undefined } })],
    ['of another issuer', () => ({ claims: { iss: 'https://other.example' } })],
    ['without issuer', () => ({ claims: { iss: undefined } })],
    ['about another', () => ({ claims: { sub: 'https://other.example' } })],
    ['that has ended', () => ({ claims: { exp: seconds() - 6 } })],
    ['without end', () => ({ claims: { exp: undefined } })],
    ['that ends in more than a month', () => ({ claims: { exp: seconds() + MONTH + 1 } })],
    ['of the future', () => ({ claims: { iat: seconds() + 60, exp: seconds() + 120 } })],
    ['without date', () => ({ claims: { iat: undefined } })],
    ['with no list', () => ({ claims: { keys: { kty: 'EC' } } })],
    ['with an empty list', () => ({ keys: [] })],
    ['with a private key', () => ({ keys: [{ ...second.pinned.jwk, d: 'AAAA' }] })],
    ['with a secret key', () => ({ keys: [{ kty: 'oct', kid: 'k', k: 'AAAA' }] })],
    ['with a key without name', () => ({ keys: [{ ...second.pinned.jwk, kid: undefined }] })],
    ['with a key of no point', () => ({ keys: [{ kty: 'EC', crv: 'P-256', kid: 'k', x: 'AA', y: 'AA' }] })],
    ['with a kid twice', () => ({ keys: [second.pinned.jwk, second.pinned.jwk] })],
    ['with only keys to encrypt', () => ({ keys: [{ ...second.pinned.jwk, use: 'enc' }] })],
    ['with another key under the signing one’s name', () => ({ keys: [{ ...second.pinned.jwk, kid: 'idp-1' }] })],
    ['with too many keys', () => ({ keys: Array.from({ length: 21 }, (_, place) => ({ ...second.pinned.jwk, kid: `k${place}` })) })],
  ])('are refused in a set %s', async (_what, change) => {
    const { keys = [second.pinned.jwk], ...rest } = change();
    await expect(run(await signedSet(keys, rest))).rejects.toThrow('evidence.invalid');
    expect((await quorum.world.stores.events()).at(-1)).toMatchObject({ type: 'provider-keys-refused', outcome: 'failure', cause: 'evidence.invalid' });
    expect(await keyIds()).toEqual(['idp-1']);
    await expect(run(await signedSet([second.pinned.jwk]))).resolves.toContain('idp-2');
  });

  it('are refused weak', async () => {
    const { publicKey } = await generateKeyPair('RS256', { modulusLength: 2_048, extractable: true });
    const weak = { ...(await exportJWK((await import('node:crypto')).generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey)), kid: 'weak' };
    await expect(run(await signedSet([weak]))).rejects.toThrow('evidence.invalid');
    await expect(run(await signedSet([{ ...(await exportJWK(publicKey)), kid: 'strong' }]))).resolves.toContain('strong');
  });

  it('are refused as strange text, and nothing breaks', async () => {
    const good = await signedSet([second.pinned.jwk]);
    const damaged = fc
      .tuple(fc.nat(good.length - 1), fc.constantFrom(...'AZaz09-_.'))
      .map(([place, letter]) => good.slice(0, place) + letter + good.slice(place + 1));
    const part = fc.string({ maxLength: 40 }).map((text) => Buffer.from(text).toString('base64url'));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          damaged,
          fc.tuple(part, part, part).map((parts) => parts.join('.')),
          fc.string(),
        ),
        async (text) => {
          fc.pre(text !== good);
          const error: unknown = await run(text).catch((thrown: unknown) => thrown);
          // The last letter of a signature may carry bits that are none: the same signature, another spelling.
          if (Array.isArray(error)) return;
          expect(error).toBeInstanceOf(ServiceError);
          expect((error as ServiceError).code).toBe('evidence.invalid');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('come from a record that carries its MAC, or not at all', async () => {
    await run(await signedSet([second.pinned.jwk]));
    const { table } = quorum.world.stores.records;
    const row = table.get(`provider/${providerRecordId(ISSUER)}`);
    if (!row) throw new Error('no row');
    table.set(`provider/${row.id}`, { ...row, body: row.body.replace('idp-2', 'idp-9') });
    await expect(quorum.providers.find(ISSUER)).rejects.toThrow('record.tampered');
    await expect(run(await signedSet([second.pinned.jwk]))).rejects.toThrow('record.tampered');
  });
});

/** A key as it is kept. */
function stripped({ jwk: { kid, kty, crv, x, y } }: PinnedKey): object {
  return { kid, kty, crv, x, y };
}
