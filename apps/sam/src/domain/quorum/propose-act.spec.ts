import { beforeEach, describe, expect, it } from '@jest/globals';
import type { QuorumAct } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { generateKeyPairSync } from 'node:crypto';
import { person, QuorumWorld, quorumOf } from '../../../test/quorum-world.js';

const exported = (kid: string, key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey) => ({
  ...(key.export({ format: 'jwk' }) as { kty: 'EC' }),
  kid,
});
const secret = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey;

describe('what cannot be done is not proposed', () => {
  let quorum: QuorumWorld;
  beforeEach(async () => {
    quorum = await QuorumWorld.make();
  });

  const issuer = 'https://idp.example';
  const client = () => quorum.world.clientId;

  it.each<[string, string, (of: QuorumWorld) => QuorumAct]>([
    ['an unknown client', 'client.unknown', () => ({ act: 'limit-client', clientId: newId('cli'), multisign: 1 })],
    ['keys of an unknown client', 'client.unknown', () => ({ act: 'pin-client-keys', clientId: newId('cli'), keys: [] })],
    [
      'a private key of a client',
      'request.invalid',
      ({ world }) => ({ act: 'pin-client-keys', clientId: world.clientId, keys: [{ ...secret, kty: 'EC', kid: 'k' }] }),
    ],
    [
      'a weak key of a client',
      'request.invalid',
      ({ world }) => ({ act: 'pin-client-keys', clientId: world.clientId, keys: [{ ...exported('k', weak), kty: 'RSA' }] }),
    ],
    ['a kid twice', 'request.invalid', ({ world }) => ({ act: 'pin-client-keys', clientId: world.clientId, keys: [exported('k'), exported('k')] })],
    [
      'a key that is none',
      'request.invalid',
      ({ world }) => ({ act: 'pin-client-keys', clientId: world.clientId, keys: [{ kty: 'EC', kid: 'k', crv: 'P-256' }] }),
    ],
    ['a kid that hides characters', 'request.invalid', ({ world }) => ({ act: 'pin-client-keys', clientId: world.clientId, keys: [exported('k\u200B')] })],
    [
      'a provider nobody pinned',
      'evidence.provider_unknown',
      () => ({ act: 'pin-provider-keys', issuer: 'https://other.example', keys: [{ key: exported('k') }] }),
    ],
    ['a private key of a provider', 'request.invalid', () => ({ act: 'pin-provider-keys', issuer, keys: [{ key: { ...secret, kty: 'EC', kid: 'k' } }] })],
    [
      'a key that ends before it begins',
      'request.invalid',
      () => ({ act: 'pin-provider-keys', issuer, keys: [{ key: exported('k'), notBefore: '2027-02-01T00:00:00Z', notAfter: '2027-01-01T00:00:00Z' }] }),
    ],
    ['means of an unknown credential', 'credential.unknown', () => ({ act: 'remove-means', credentialId: newId('cred'), meansId: newId('mns') })],
    ['an unknown credential', 'credential.unknown', () => ({ act: 'resume-credential', credentialId: newId('cred') })],
    ['people whose names hide characters', 'request.invalid', () => ({ act: 'change-quorum', quorum: quorumOf(2, [person('Ann\u202E'), person('Ben')]) })],
    [
      'people with keys that are none',
      'request.invalid',
      () => ({ act: 'change-quorum', quorum: quorumOf(2, [{ ...person('Ann'), passkey: { id: 'A'.repeat(40), publicKey: 'A'.repeat(60) } }, person('Ben')]) }),
    ],
  ])('%s (%s)', async (_what, code, act) => {
    await expect(quorum.propose.run(act(quorum))).rejects.toThrow(code);
    expect((await quorum.world.stores.events()).at(-1)).toMatchObject({
      type: 'proposal-refused',
      actor: { kind: 'system', id: 'management' },
      outcome: 'failure',
      cause: code,
    });
    expect(quorum.rows.proposals.table.size).toBe(0);
    await expect(quorum.propose.run({ act: 'limit-client', clientId: client(), multisign: 1 })).resolves.toMatchObject({ state: 'open' });
  });
});
