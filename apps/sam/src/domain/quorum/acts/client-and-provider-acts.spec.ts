import { beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { person, QuorumWorld, quorumOf } from '../../../../test/quorum-world.js';
import { TestProvider } from '../../../../test/test-provider.js';
import { payloadOf, type TestSigner } from '../../../../test/world.js';
import { keyThumbprint } from '../../providers/key-names.js';

const jwk = (kid: string) => ({ ...(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }) as { kty: 'EC' }), kid });

describe('a quorum', () => {
  let quorum: QuorumWorld;
  beforeEach(async () => {
    quorum = await QuorumWorld.make();
  });

  const clientKeys = async () => (await quorum.world.records.find('client', quorum.world.clientId))?.body.keys;

  it('gives a client the keys it signs with, and takes them away', async () => {
    const clientId = quorum.world.clientId;
    const key = jwk('order-1');
    const proposal = await quorum.decided({ act: 'pin-client-keys', clientId, keys: [key] });
    expect(payloadOf(proposal.statement)['about']).toMatchObject({ client: 'Test application', keysNow: '–', keysThen: `order-1 (${keyThumbprint(key)})` });
    expect(await clientKeys()).toEqual([key]);
    const taken = await quorum.decided({ act: 'pin-client-keys', clientId, keys: [] });
    expect(payloadOf(taken.statement)['about']).toMatchObject({ keysNow: `order-1 (${keyThumbprint(key)})`, keysThen: '–' });
    expect(await clientKeys()).toEqual([]);
  });

  it('changes nothing else of a client', async () => {
    const before = await quorum.world.records.find('client', quorum.world.clientId);
    await quorum.decided({ act: 'limit-client', clientId: quorum.world.clientId, multisign: 3 });
    expect(await quorum.world.records.find('client', quorum.world.clientId)).toEqual({ ...before, version: 2, body: { ...before?.body, multisign: 3 } });
  });

  it('changes the people who decide', async () => {
    const [ann, , cem] = quorum.people;
    const eve = person('Eve');
    const { statement } = await quorum.decided({ act: 'change-quorum', quorum: quorumOf(2, [ann, cem, eve]) });
    expect(payloadOf(statement)['about']).toEqual({
      approversNow: 'Ann (approver); Ben (approver); Cem (approver); Sue (supervisor)',
      approversThen: 'Ann (approver); Cem (approver); Eve (approver)',
      thresholdNow: '2',
      thresholdThen: '2',
    });
    const next = await quorum.propose.run({ act: 'limit-client', clientId: quorum.world.clientId, multisign: 3 });
    await expect(quorum.approve(quorum.people[1], next)).rejects.toThrow('proposal.refused');
    await quorum.approve(eve, next);
    await expect(quorum.approve(ann, next)).resolves.toMatchObject({ state: 'done' });
  });

  it('may put another passkey in the place of an approver’s, whose counter begins anew', async () => {
    const [ann, ben, cem] = quorum.people;
    for (let count = 0; count < 3; count += 1)
      await quorum.approve(ann, await quorum.propose.run({ act: 'limit-client', clientId: quorum.world.clientId, multisign: 9 }));
    const renewed = { ...person('Ann'), id: ann.id };
    await quorum.decided({ act: 'change-quorum', quorum: quorumOf(2, [renewed, ben, cem]) });
    const proposal = await quorum.propose.run({ act: 'limit-client', clientId: quorum.world.clientId, multisign: 3 });
    await expect(quorum.approve(ann, proposal)).rejects.toThrow('proposal.refused');
    await expect(quorum.approve(renewed, proposal)).resolves.toMatchObject({ approvals: [{ name: 'Ann' }] });
  });

  describe('that pins a provider’s keys', () => {
    let ada: TestSigner;
    let renewed: TestProvider;
    beforeEach(async () => {
      ada = await quorum.world.signer();
      renewed = await TestProvider.make('idp-2');
    });

    const issuer = 'https://idp.example';
    const keys = async () => (await quorum.providers.find(issuer))?.keys.map(({ jwk: { kid } }) => kid);

    it('puts them in the place of those of the file', async () => {
      expect(await keys()).toEqual(['idp-1']);
      const dates = { notBefore: '2027-01-01T00:00:00.000Z', notAfter: '2027-12-31T00:00:00.000Z' };
      const { statement } = await quorum.decided({ act: 'pin-provider-keys', issuer, keys: [{ key: renewed.pinned.jwk as ReturnType<typeof jwk>, ...dates }] });
      expect(payloadOf(statement)['about']).toEqual({
        provider: issuer,
        signingClient: quorum.world.provider.clientId,
        keysNow: `idp-1 (${keyThumbprint(quorum.world.idp.pinned.jwk)})`,
        keysThen: `idp-2 (${keyThumbprint(renewed.pinned.jwk)})`,
        lastDecision: '–',
      });
      expect(await quorum.providers.find(issuer)).toEqual({
        ...quorum.world.provider,
        keys: [{ jwk: renewed.pinned.jwk, notBefore: new Date(dates.notBefore), notAfter: new Date(dates.notAfter) }],
      });
      expect(await quorum.world.eventTypes()).toContain('provider-keys-renewed');
      expect(ada).toBeDefined();
    });

    it('leaves addresses, algorithms and the signing client to the operator’s file', async () => {
      await quorum.decided({ act: 'pin-provider-keys', issuer, keys: [{ key: renewed.pinned.jwk as ReturnType<typeof jwk> }] });
      const { keys: _keys, ...rest } = quorum.world.provider;
      expect(await quorum.providers.find(issuer)).toMatchObject(rest);
      await expect(quorum.providers.find('https://other.example')).resolves.toBeUndefined();
    });

    it('may do so again and again', async () => {
      for (const kid of ['a', 'b', 'c']) await quorum.decided({ act: 'pin-provider-keys', issuer, keys: [{ key: jwk(kid) }] });
      expect(await keys()).toEqual(['c']);
    });
  });
});
