import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { EnrolmentWorld } from '../../../test/enrolment-world.js';
import type { TokenChange } from '../../../test/test-provider.js';
import { payloadOf } from '../../../test/world-parts.js';
import type { EnrolmentDraft } from '../enrolment/enrolment.js';
import type { RenewalOrder } from './renewal-rules.js';

const DAY = 86_400_000;

describe('a credential that is renewed', () => {
  let world: EnrolmentWorld;
  let first: EnrolmentDraft;
  let before: Uint8Array;

  beforeEach(async () => {
    world = await EnrolmentWorld.make();
    ({ draft: first, certificate: before } = await world.bound());
    world.clock.advance(DAY / 2);
  });

  const order = (kind: 'renewal' | 'update' | 'rekey', change: Partial<RenewalOrder> = {}): RenewalOrder => {
    const { credentialId, signerId, subscriberId } = first;
    const whose = world.order({ signerId, subscriberId, credentialId: kind === 'rekey' ? newId('cred') : credentialId });
    return { ...whose, renews: { kind, credentialId }, ...change };
  };
  const open = async (kind: 'renewal' | 'update' | 'rekey', change?: Partial<RenewalOrder>) => (await world.openRenewal.run(order(kind, change))).draft;
  const answer = async (draft: EnrolmentDraft, change?: TokenChange) => world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft, change));
  const certify = async ({ credentialId }: EnrolmentDraft) => {
    const { der } = await world.composeCertificate.run(credentialId);
    return { der, bound: await world.bindCertificate.run(credentialId, der) };
  };
  const binding = async (credentialId = first.credentialId) => {
    const record = await world.records.find('binding', credentialId);
    if (!record) throw new Error('no record');
    return record.body;
  };
  const statusOf = async (certificate: Uint8Array) => {
    const { serialNumber } = world.reader.read(certificate) ?? { serialNumber: '' };
    return (await world.stores.certificates.find('issuing', serialNumber))?.revocation?.reason ?? 'good';
  };
  const married: TokenChange = { claims: { family_name: 'Lovelace' } };

  it('keeps key and means, and has its certificate follow in one transaction; the one before stays good', async () => {
    const present = await binding();
    const draft = await open('renewal');
    expect(draft).toMatchObject({ keyId: first.keyId, publicKey: first.publicKey, register: [] });
    expect(payloadOf(draft.statement)).toMatchObject({ renews: { kind: 'renewal', credential: first.credentialId, subject: present.certificate?.subject } });
    await answer(draft);
    // Nothing that signs has changed yet.
    expect(await binding()).toMatchObject({ state: 'active', certificate: present.certificate, enrolment: present.enrolment });
    const { der, bound } = await certify(draft);
    const after = await binding();
    expect(after).toMatchObject({ ...present, certificate: bound, enrolment: { enrolmentId: draft.enrolmentId }, keyAcceptedAt: present.enrolment.acceptedAt });
    expect(after).not.toHaveProperty('renewal');
    expect(new Date(bound.validTo).getTime()).toBeGreaterThan(new Date(present.certificate?.validTo ?? '').getTime());
    expect([await statusOf(before), await statusOf(der)]).toEqual(['good', 'good']);
    expect((await world.enrolments.find(draft.enrolmentId)).state).toBe('bound');
    expect(world.stores.keys.table.size).toBe((await keysAtStart()).size);
  });

  const keysAtStart = async () => world.stores.keys.table;

  it('is renewed twice, and answers the same when a step is repeated', async () => {
    for (const _turn of [1, 2]) {
      const draft = await open('renewal');
      await answer(draft);
      const { der, bound } = await certify(draft);
      expect(await certify(draft)).toEqual({ der, bound });
      world.clock.advance(60_000);
    }
    expect(await world.stores.transactions.run((transaction) => world.stores.certificates.issuedFor(transaction, first.credentialId))).toHaveLength(3);
  });

  it('takes other names by an update, and then the certificate of before is revoked', async () => {
    const draft = await open('update');
    await answer(draft, married);
    const { der, bound } = await certify(draft);
    expect(bound.subject).toContain('CN=Ada Lovelace');
    expect((await binding()).subject).toMatchObject({ family_name: 'Lovelace' });
    expect([await statusOf(before), await statusOf(der)]).toEqual(['superseded', 'good']);
    expect(await world.lastEvent()).toMatchObject({ type: 'certificate-bound', particulars: { renews: 'update' } });
  });

  it('gets another key by a rekey, and then the old one is destroyed and its certificate revoked', async () => {
    const draft = await open('rekey');
    expect(draft.keyId).not.toBe(first.keyId);
    await answer(draft);
    expect(await binding()).toMatchObject({ state: 'active' });
    const { der, bound } = await certify(draft);
    expect([await statusOf(before), await statusOf(der)]).toEqual(['cessationOfOperation', 'good']);
    expect([(await binding()).state, (await binding(draft.credentialId)).state]).toEqual(['destroyed', 'active']);
    expect(await world.keys.publicKey(first.keyId)).toBeUndefined();
    expect(await world.bindCertificate.run(draft.credentialId, der)).toEqual(bound);
  });

  it('ends the old key when a rekey that a crash interrupted is bound again', async () => {
    const draft = await open('rekey');
    await answer(draft);
    const { der } = await world.composeCertificate.run(draft.credentialId);
    world.token.destroyCached = () => Promise.reject(new Error('the process ends here'));
    await expect(world.bindCertificate.run(draft.credentialId, der)).rejects.toThrow();
    Reflect.deleteProperty(world.token, 'destroyCached');
    await world.bindCertificate.run(draft.credentialId, der);
    expect((await binding()).state).toBe('destroyed');
  });

  const openings: readonly [what: string, code: string, () => Promise<unknown>][] = [
    ['somebody else’s', 'credential.unknown', () => open('renewal', { signerId: newId('sgn') })],
    ['another subscriber’s', 'credential.unknown', () => open('rekey', { subscriberId: newId('sub') })],
    ['one that is not there', 'credential.unknown', () => open('rekey', { renews: { kind: 'rekey', credentialId: newId('cred') } })],
    ['itself by a rekey', 'request.invalid', () => open('rekey', { credentialId: first.credentialId })],
    ['another one by a renewal', 'request.invalid', () => open('renewal', { credentialId: newId('cred') })],
    ['a key of another algorithm', 'request.invalid', () => open('renewal', { algorithm: 'p384' })],
    ['by another provider', 'request.invalid', () => open('renewal', { provider: 'https://other.example' })],
  ];
  it.each(openings)('is refused for %s', async (_what, code, act) => {
    await expect(act()).rejects.toMatchObject({ code });
    expect(await world.lastEvent()).toMatchObject({ type: 'enrolment-refused', cause: code });
    await expect(open('renewal')).resolves.toBeDefined();
  });

  it('is refused once its certificate is over: the key goes with it', async () => {
    world.clock.advance(3 * 365 * DAY);
    await expect(open('renewal')).rejects.toMatchObject({ code: 'credential.state' });
    await expect(open('rekey')).rejects.toMatchObject({ code: 'credential.state' });
  });

  it('is refused beyond the life of its key, where a rekey is not', async () => {
    const { policy } = world.policies;
    const lifetime = (keyLifetimeSeconds: number) => (world.policies.policy = { ...policy, certificate: { ...policy.certificate, keyLifetimeSeconds } });
    lifetime(policy.certificate.validitySeconds + 3_600);
    await expect(open('renewal')).rejects.toMatchObject({ code: 'credential.state' });
    await expect(open('rekey')).resolves.toBeDefined();
    lifetime(policy.certificate.validitySeconds + DAY / 1_000);
    await expect(open('renewal')).resolves.toBeDefined();
  });

  it.each(['renewal', 'update', 'rekey'] as const)('refuses the evidence of another person for a %s', async (kind) => {
    const draft = await open(kind);
    await expect(answer(draft, { claims: { sub: 'account-of-mallory' } })).rejects.toMatchObject({ code: 'evidence.invalid' });
    expect(await binding()).not.toHaveProperty('renewal');
    await expect(answer(draft)).resolves.toBeDefined();
  });

  it('refuses other names for a renewal', async () => {
    const draft = await open('renewal');
    await expect(answer(draft, married)).rejects.toMatchObject({ code: 'evidence.invalid' });
    await expect(answer(draft)).resolves.toBeDefined();
  });

  it('refuses a certificate that nobody accepted, and the first one again', async () => {
    await expect(world.bindCertificate.run(first.credentialId, Uint8Array.of(1))).rejects.toMatchObject({ code: 'credential.state' });
    const draft = await open('renewal');
    await answer(draft);
    expect((await world.bindCertificate.run(first.credentialId, before)).fingerprint).toBe((await binding()).certificate?.fingerprint);
    expect((await world.enrolments.find(draft.enrolmentId)).state).toBe('accepted');
    await expect(world.bindCertificate.run(first.credentialId, Uint8Array.of(1))).rejects.toMatchObject({ code: 'credential.certificate_mismatch' });
    await expect(certify(draft)).resolves.toBeDefined();
  });

  it('has every certificate of its key revoked when the key ends', async () => {
    const renewal = await open('renewal');
    await answer(renewal);
    const { der } = await certify(renewal);
    const rekey = await open('rekey');
    await answer(rekey);
    await certify(rekey);
    expect([await statusOf(before), await statusOf(der)]).toEqual(['cessationOfOperation', 'cessationOfOperation']);
  });

  it('is not accepted once it was suspended, nor is its key destroyed on a neighbour’s word', async () => {
    const draft = await open('renewal');
    const record = await world.records.find('binding', first.credentialId);
    if (!record) throw new Error('no record');
    const sealed = await world.records.sealNext(record, { ...record.body, state: 'suspended' });
    await world.stores.transactions.run((transaction) => world.records.write(transaction, sealed));
    await expect(answer(draft)).rejects.toMatchObject({ code: 'enrolment.state' });
    await expect(world.destroyKey.run(first.credentialId)).rejects.toMatchObject({ code: 'credential.state' });
  });
});
