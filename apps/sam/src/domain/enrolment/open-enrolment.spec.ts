import { beforeEach, describe, expect, it } from '@jest/globals';
import { ENROLMENT_TYPE, enrolmentStatement } from '@paraph/contracts';
import { newId, sha256Hex, toBase64 } from '@paraph/kernel';
import { createPublicKey, verify } from 'node:crypto';
import { EnrolmentWorld } from '../../../test/enrolment-world.js';
import { headerOf, payloadOf } from '../../../test/world.js';

describe('opening an enrolment', () => {
  let world: EnrolmentWorld;
  beforeEach(async () => void (world = await EnrolmentWorld.make()));

  it('makes the key first, so that the statement names it', async () => {
    const order = world.order();
    const { draft, multisign } = await world.openEnrolment.run(order);
    const key = world.stores.keys.table.get(draft.keyId);
    expect(key?.purpose).toBe('signer');
    expect(draft.publicKey).toBe(toBase64(key?.publicKey ?? new Uint8Array()));
    expect(multisign).toBe(40);
    const seconds = Math.floor(world.clock.now().getTime() / 1_000);
    expect(payloadOf(draft.statement)).toEqual({
      jti: draft.enrolmentId,
      iat: seconds,
      exp: seconds + 86_400,
      credential: { id: order.credentialId, algorithm: 'p256', keyThumbprint: sha256Hex(key?.publicKey ?? '') },
      signer: order.signerId,
      subscriber: order.subscriberId,
      provider: 'https://idp.example',
      terms: { version: '1', text: 'What the signer accepts.' },
      register: [],
      encryptionKey: world.authorityKeys.encryptionKey(),
      policy: { id: 'test', digest: sha256Hex('policy') },
      nonce: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
    });
    expect(enrolmentStatement.parse(payloadOf(draft.statement))).toBeDefined();
  });

  it('signs the statement as one of an enrolment, by the statement’s key', async () => {
    const { statement } = await world.opened();
    expect(headerOf(statement)).toEqual({ alg: 'ES256', typ: ENROLMENT_TYPE, kid: world.authorityKeys.publicJwk('statement').kid });
    const [header, payload, signature = ''] = statement.split('.');
    const key = createPublicKey({ key: Buffer.from(world.authorityKeys.publicKey('statement')), format: 'der', type: 'spki' });
    const isRight = verify('sha256', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
    expect(isRight).toBe(true);
  });

  it.each([
    ['the provider alone', { evidence: [['oidc']] }, []],
    ['a passkey', { evidence: [['passkey']] }, ['passkey']],
    ['all of them', { evidence: [['passkey'], ['oidc', 'totp'], ['oidc', 'pin'], ['supervised-code']] }, ['passkey', 'pin', 'totp']],
    ['a PIN that only applications ask for', { evidence: [['oidc']], explicit: [['one-time-code', 'pin']] }, ['pin']],
  ] as const)('asks for every kind that the policy uses and the page registers: %s', async (_what, policy, register) => {
    world.policies.policy = { ...world.policies.policy, ...policy };
    expect(payloadOf((await world.opened()).statement)).toMatchObject({ register });
  });

  it('leaves two events in one transaction', async () => {
    await world.opened();
    expect((await world.eventTypes()).slice(-2)).toEqual(['key-generated', 'enrolment-opened']);
  });

  it('commits to something new each time', async () => {
    const [one, other] = [await world.opened(), await world.opened()];
    expect(one.statement).not.toBe(other.statement);
  });

  it.each([
    ['an unknown policy', { policyId: 'other' }, 'request.invalid'],
    ['a provider nobody pinned', { provider: 'https://evil.example' }, 'evidence.provider_unknown'],
    ['a provider that only looks alike', { provider: 'https://idp.example/' }, 'evidence.provider_unknown'],
  ])('refuses %s before the token makes a key', async (_what, change, code) => {
    const before = world.token.counters.generateCalls;
    await expect(world.openEnrolment.run(world.order(change))).rejects.toMatchObject({ code });
    expect(world.token.counters.generateCalls).toBe(before);
    expect((await world.eventTypes()).at(-1)).toBe(`enrolment-refused: ${code}`);
  });

  describe('of a key that orders activate', () => {
    const clientId = newId('cli');
    const subscriberId = newId('sub');
    beforeEach(async () => {
      await world.recordClient.run(clientId, { subscriberId, name: 'Archive', multisign: 10, keys: [] });
      world.policies.policy = { ...world.policies.policy, evidence: [['order']] };
    });

    it('takes the one client, of the same subscriber', async () => {
      const { draft } = await world.openEnrolment.run(world.order({ subscriberId, orderingClientId: clientId }));
      expect(draft).toMatchObject({ orderingClientId: clientId, register: [] });
      expect(await world.lastEvent()).toMatchObject({ particulars: { orderingClientId: clientId } });
    });

    it.each([
      ['no client', {}, 'request.invalid'],
      ['a client nobody recorded', { orderingClientId: newId('cli') }, 'client.unknown'],
      ['another subscriber’s client', { orderingClientId: clientId, subscriberId: newId('sub') }, 'client.unknown'],
    ])('refuses %s, and makes no key', async (_what, change, code) => {
      const before = world.token.counters.generateCalls;
      await expect(world.openEnrolment.run(world.order({ subscriberId, ...change }))).rejects.toMatchObject({ code });
      expect(world.token.counters.generateCalls).toBe(before);
    });

    it('refuses a client whose record was edited', async () => {
      const row = world.stores.records.table.get(`client/${clientId}`);
      if (row) world.stores.records.table.set(`client/${clientId}`, { ...row, body: row.body.replace('Archive', 'Other') });
      await expect(world.openEnrolment.run(world.order({ subscriberId, orderingClientId: clientId }))).rejects.toMatchObject({ code: 'record.tampered' });
    });

    it('refuses a client where the policy asks for no orders: it would limit nothing', async () => {
      world.policies.policy = { ...world.policies.policy, evidence: [['oidc']] };
      await expect(world.openEnrolment.run(world.order({ subscriberId, orderingClientId: clientId }))).rejects.toMatchObject({ code: 'request.invalid' });
    });
  });

  it('refuses a second enrolment of one credential, and makes no key for it', async () => {
    const credentialId = newId('cred');
    await world.openEnrolment.run(world.order({ credentialId }));
    const before = world.token.counters.generateCalls;
    await expect(world.openEnrolment.run(world.order({ credentialId }))).rejects.toMatchObject({ code: 'request.duplicate' });
    expect(world.token.counters.generateCalls).toBe(before);
  });

  it('keeps one of two that come at the same time, with one key', async () => {
    const credentialId = newId('cred');
    const results = await Promise.allSettled([1, 2, 3].map(() => world.openEnrolment.run(world.order({ credentialId }))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect([...world.stores.keys.table.values()].filter(({ purpose }) => purpose === 'signer')).toHaveLength(1);
  });

  it('leaves no key where the database fails', async () => {
    world.stores.transactions.fail();
    await expect(world.opened()).rejects.toThrow('the database is gone');
    expect([...world.stores.keys.table.values()].filter(({ purpose }) => purpose === 'signer')).toHaveLength(0);
    expect(world.stores.enrolments.table.size).toBe(0);
  });
});

describe('an enrolment that waits for its signer', () => {
  let world: EnrolmentWorld;
  beforeEach(async () => void (world = await EnrolmentWorld.make()));

  it('is the subject of evidence: challenge, provider, time of opening', async () => {
    const draft = await world.opened();
    const subject = await world.enrolments.subject(draft.enrolmentId);
    expect(subject).toMatchObject({ reference: draft.enrolmentId, issuer: 'https://idp.example', openedAt: world.clock.now() });
    expect(subject.challenge).toHaveLength(32);
  });

  it('is none after a day', async () => {
    const { enrolmentId } = await world.opened();
    world.clock.advance(24 * 3_600_000);
    await expect(world.enrolments.subject(enrolmentId)).rejects.toMatchObject({ code: 'enrolment.expired' });
  });

  it('is none once it was accepted', async () => {
    const { draft } = await world.accepted();
    await expect(world.enrolments.subject(draft.enrolmentId)).rejects.toMatchObject({ code: 'enrolment.state' });
  });

  it('is none if nobody opened it', async () => {
    await expect(world.enrolments.subject(newId('enr'))).rejects.toMatchObject({ code: 'enrolment.unknown' });
  });

  it.each([
    ['another provider', (draft: string) => draft.replace('https://idp.example', 'https://evil.example')],
    ['another key', (draft: string) => draft.replace(/key_.{22}/, newId('key'))],
    ['other terms', (draft: string) => draft.replace('What the signer accepts.', 'Everything.')],
  ])('is refused when the database put %s into it', async (_what, change) => {
    const { enrolmentId } = await world.opened();
    const row = world.stores.enrolments.table.get(enrolmentId);
    if (!row) throw new Error('no row');
    world.stores.enrolments.table.set(enrolmentId, { ...row, draft: change(row.draft) });
    await expect(world.enrolments.subject(enrolmentId)).rejects.toMatchObject({ code: 'record.tampered' });
    expect((await world.eventTypes()).at(-1)).toBe('record-tampered: record.tampered');
  });

  it('is refused when the database moved it to another id or credential', async () => {
    const [one, other] = [await world.opened(), await world.opened()];
    const { table } = world.stores.enrolments;
    const [rowOne, rowOther] = [table.get(one.enrolmentId), table.get(other.enrolmentId)];
    if (!rowOne || !rowOther) throw new Error('no rows');
    table.set(one.enrolmentId, { ...rowOther, enrolmentId: one.enrolmentId });
    await expect(world.enrolments.find(one.enrolmentId)).rejects.toMatchObject({ code: 'record.tampered' });
    table.set(one.enrolmentId, { ...rowOne, credentialId: other.credentialId });
    await expect(world.enrolments.find(one.enrolmentId)).rejects.toMatchObject({ code: 'record.tampered' });
  });
});
