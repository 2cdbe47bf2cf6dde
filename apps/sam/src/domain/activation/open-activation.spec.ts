import { beforeEach, describe, expect, it } from '@jest/globals';
import { statement, STATEMENT_TYPE } from '@paraph/contracts';
import { fromBase64Url, newId } from '@paraph/kernel';
import { createPublicKey, verify } from 'node:crypto';
import { hashOf, headerOf, payloadOf, SHA256, World, type TestSigner } from '../../../test/world.js';
import type { OpeningRequest } from './check-opening.js';

describe('opening an activation', () => {
  let world: World;
  let ada: TestSigner;
  beforeEach(async () => {
    world = await World.make();
    ada = await world.signer();
  });

  const code = (request: OpeningRequest) =>
    world.openActivation.run(request).then(
      () => 'opened',
      (error: { code?: string }) => error.code,
    );

  it('answers a statement of exactly what was asked', async () => {
    const draft = await world.open(ada, ['contract.pdf', 'annex.pdf']);
    const payload = statement.strict().parse(payloadOf(draft.statement));
    const seconds = Math.floor(world.clock.now().getTime() / 1_000);
    const shown = (label: string) => ({ label, labelSource: 'unverified', hash: hashOf(label), hashAlgorithm: SHA256 });
    expect(payload).toMatchObject({
      jti: draft.activationId,
      iat: seconds,
      exp: seconds + 600,
      client: { id: world.clientId, name: 'Test application' },
      credential: { id: ada.credentialId, subject: 'CN=Ada Byron' },
      documents: [shown('contract.pdf'), shown('annex.pdf')],
      remainingChoice: 0,
      evidence: [['oidc']],
      policy: { id: 'test', digest: world.policies.policy.digest },
    });
    expect(new Date(draft.expiresAt).getTime()).toBe((seconds + 600) * 1_000);
  });

  it('signs it with the key for statements', async () => {
    const { statement: jws } = await world.open(ada);
    const jwk = world.authorityKeys.publicJwk('statement');
    expect(headerOf(jws)).toEqual({ alg: 'ES256', typ: STATEMENT_TYPE, kid: jwk.kid });
    const [header, payload, signature] = jws.split('.');
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    expect(verify('sha256', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' }, fromBase64Url(signature ?? '') ?? Buffer.alloc(0))).toBe(
      true,
    );
  });

  it('makes two openings of one document two statements', async () => {
    const [one, two] = [await world.open(ada), await world.open(ada)];
    expect(payloadOf(one.statement)['nonce']).not.toBe(payloadOf(two.statement)['nonce']);
    expect(one.activationId).not.toBe(two.activationId);
  });

  it('leaves an event', async () => {
    await world.open(ada);
    expect((await world.eventTypes()).at(-1)).toBe('activation-opened');
  });

  const otherClient = async (change: { subscriberId?: string; multisign?: number }) => {
    const clientId = newId('cli');
    await world.recordClient.run(clientId, { subscriberId: 'sub_other', name: 'Other', multisign: 100, keys: [], ...change });
    return clientId;
  };

  const refusals: readonly [string, string, (good: OpeningRequest) => Partial<OpeningRequest> | Promise<Partial<OpeningRequest>>][] = [
    ['an unknown client', 'client.unknown', () => ({ clientId: newId('cli') })],
    ['an unknown credential', 'credential.unknown', () => ({ credentialId: newId('cred') })],
    ['a credential id that is no id', 'credential.unknown', () => ({ credentialId: "'; DROP TABLE" })],
    ['a client of another subscriber', 'credential.unknown', async () => ({ clientId: await otherClient({}) })],
    ['another signed-in person', 'credential.unknown', () => ({ signerId: newId('sgn') })],
    ['an unknown digest algorithm', 'hash.algorithm_unsupported', () => ({ hashAlgorithmOid: '1.2.3' })],
    ['SHA-1', 'hash.algorithm_unsupported', () => ({ hashAlgorithmOid: '1.3.14.3.2.26' })],
    ['a digest of another length', 'hash.length', () => ({ hashAlgorithmOid: '2.16.840.1.101.3.4.2.3' })],
    ['more signatures than hashes', 'activation.too_many', () => ({ numSignatures: 2 })],
    ['fewer signatures than hashes', 'request.invalid', ({ documents }) => ({ documents: [...documents, ...documents], numSignatures: 1 })],
  ];

  it.each(refusals)('refuses %s (%s)', async (_what, expected, change) => {
    const good = world.opening(ada);
    expect(await code({ ...good, ...(await change(good)) })).toBe(expected);
    expect((await world.eventTypes()).at(-1)).toBe(`activation-refused: ${expected}`);
    expect(world.stores.activations.table.size).toBe(0);
    expect(await code({ ...good, signerId: ada.signerId })).toBe('opened');
  });

  it.each(['accepted', 'suspended', 'revoked', 'destroyed'] as const)('refuses a credential that is %s', async (state) => {
    await world.change(ada.credentialId, { state });
    expect(await code(world.opening(ada))).toBe('credential.disabled');
    await world.change(ada.credentialId, { state: 'active' });
    expect(await code(world.opening(ada))).toBe('opened');
  });

  it('refuses a certificate that has ended, or not begun', async () => {
    world.clock.advance(86_400_001);
    expect(await code(world.opening(ada))).toBe('credential.certificate_expired');
    world.clock.advance(-86_400_001 - 60_001);
    expect(await code(world.opening(ada))).toBe('credential.disabled');
    world.clock.advance(60_001);
    expect(await code(world.opening(ada))).toBe('opened');
  });

  it('refuses more documents than the client may have at once', async () => {
    const clientId = await otherClient({ subscriberId: (await world.records.find('client', world.clientId))?.body.subscriberId ?? '', multisign: 2 });
    expect(await code({ ...world.opening(ada, ['a', 'b', 'c']), clientId })).toBe('activation.too_many');
    expect(await code({ ...world.opening(ada, ['a', 'b']), clientId })).toBe('opened');
  });

  it('refuses more documents than the policy allows', async () => {
    world.policies.policy = { ...world.policies.policy, multisign: 1 };
    expect(await code(world.opening(ada, ['a', 'b']))).toBe('activation.too_many');
    expect(await code(world.opening(ada, ['a']))).toBe('opened');
  });

  it('refuses a credential whose policy is not in force', async () => {
    world.policies.policy = { ...world.policies.policy, id: 'another' };
    expect(await code(world.opening(ada))).toBe('credential.disabled');
  });

  it('refuses a client’s record whose limit was raised in the database', async () => {
    const { table } = world.stores.records;
    const row = table.get(`client/${world.clientId}`);
    if (!row) throw new Error('no record');
    table.set(`client/${world.clientId}`, { ...row, body: row.body.replace('100', '400') });
    expect(await code(world.opening(ada))).toBe('record.tampered');
    table.set(`client/${world.clientId}`, row);
    expect(await code(world.opening(ada))).toBe('opened');
  });
});
