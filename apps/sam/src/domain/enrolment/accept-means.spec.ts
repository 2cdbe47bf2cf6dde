import { beforeEach, describe, expect, it } from '@jest/globals';
import { enrolmentChallenge, newId, sha256Hex } from '@paraph/kernel';
import { EnrolmentWorld } from '../../../test/enrolment-world.js';
import type { TokenChange } from '../../../test/test-provider.js';
import type { Policy } from '../ports/policies.js';
import type { EnrolmentDraft } from './enrolment.js';

describe('the means an enrolment leaves', () => {
  let world: EnrolmentWorld;
  beforeEach(async () => void (world = await EnrolmentWorld.make()));

  const policy = (change: Partial<Policy>) => void (world.policies.policy = { ...world.policies.policy, ...change });
  const offer = async (draft: EnrolmentDraft, page = world.page()) => {
    const text = await page.registrations(enrolmentChallenge(draft.statement), ...draft.register);
    await world.offerMeans.run(draft.enrolmentId, text);
    return page;
  };
  const accept = async (draft: EnrolmentDraft, change?: TokenChange) => world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft, change));
  const means = async ({ credentialId }: EnrolmentDraft) => (await world.records.find('binding', credentialId))?.body.means ?? [];

  it('are the account alone where the policy asks for nothing else, and it counts at once', async () => {
    const { draft } = await world.accepted();
    expect(await means(draft)).toEqual([
      {
        kind: 'oidc',
        meansId: expect.stringMatching(/^mns_/),
        usableFrom: world.clock.now().toISOString(),
        issuer: 'https://idp.example',
        subject: `account-of-${draft.signerId}`,
      },
    ]);
    expect((await world.records.find('binding', draft.credentialId))?.body.person).toEqual({
      issuer: 'https://idp.example',
      subject: `account-of-${draft.signerId}`,
    });
  });

  it('are the account and everything that was registered, nothing secret among it', async () => {
    policy({ evidence: [['passkey'], ['oidc', 'pin'], ['oidc', 'totp']] });
    const draft = await world.opened();
    const page = await offer(draft);
    await accept(draft);
    const written = await means(draft);
    expect(written.map(({ kind }) => kind)).toEqual(['oidc', 'passkey', 'pin', 'totp']);
    expect(written[1]).toMatchObject({ id: page.passkey.id, publicKey: page.passkey.publicKey, usableFrom: world.clock.now().toISOString() });
    expect(new Set(written.map(({ meansId }) => meansId)).size).toBe(4);
    const tables = JSON.stringify([...world.stores.records.table.values(), ...world.stores.offers.table.values(), await world.stores.events()]);
    expect(tables).not.toContain(page.pin);
    expect(tables).not.toContain(page.secret.base32);
  });

  it('begin with the counters of their registration', async () => {
    policy({ evidence: [['passkey'], ['oidc', 'totp']] });
    const draft = await world.opened();
    const page = world.page();
    page.passkey.assert(new Uint8Array(32));
    await offer(draft, page);
    await accept(draft);
    const [, passkey, totp] = await means(draft);
    expect(await world.counters.read(passkey?.meansId ?? '')).toMatchObject({ signCount: 1 });
    // The code that showed the secret works is no evidence afterwards.
    expect((await world.counters.read(totp?.meansId ?? '')).lastStep).toBe(Math.floor(world.clock.now().getTime() / 30_000));
  });

  it('do not begin to count if the acceptance fails', async () => {
    policy({ evidence: [['passkey']] });
    const draft = await world.opened();
    const page = world.page();
    page.passkey.assert(new Uint8Array(32));
    await offer(draft, page);
    const idToken = await world.idToken(draft);
    world.stores.transactions.fail();
    await expect(world.acceptEnrolment.run(draft.enrolmentId, idToken)).rejects.toThrow('the database is gone');
    world.stores.transactions.fail(false);
    expect(world.stores.counters.table.size).toBe(0);
    await expect(world.acceptEnrolment.run(draft.enrolmentId, idToken)).resolves.toBeDefined();
  });

  it('are refused as long as what the statement asks for was not registered', async () => {
    policy({ evidence: [['passkey']] });
    const draft = await world.opened();
    const plain = await world.idToken(draft);
    await expect(world.acceptEnrolment.run(draft.enrolmentId, plain)).rejects.toMatchObject({ code: 'evidence.missing' });
    await expect(world.enrolments.subject(draft.enrolmentId)).rejects.toMatchObject({ code: 'evidence.missing' });
    await offer(draft);
    // A token over the enrolment alone says nothing of the passkey.
    await expect(world.acceptEnrolment.run(draft.enrolmentId, plain)).rejects.toMatchObject({ code: 'evidence.invalid' });
    expect(await world.records.find('binding', draft.credentialId)).toBeUndefined();
    await expect(accept(draft)).resolves.toBeDefined();
  });

  it('are refused if the database edited what was offered, or moved it from another enrolment', async () => {
    policy({ evidence: [['passkey']] });
    const [draft, other] = [await world.opened(), await world.opened()];
    await offer(draft);
    await offer(other);
    const { table } = world.stores.offers;
    const [mine, theirs] = [table.get(draft.enrolmentId), table.get(other.enrolmentId)];
    if (!mine || !theirs) throw new Error('no rows');
    for (const row of [
      { ...theirs, reference: draft.enrolmentId },
      { ...mine, body: mine.body.replace('"signCount":0', '"signCount":9') },
    ]) {
      table.set(draft.enrolmentId, row);
      await expect(world.enrolments.subject(draft.enrolmentId)).rejects.toMatchObject({ code: 'record.tampered' });
      await expect(world.acceptEnrolment.run(draft.enrolmentId, 'x'.repeat(30))).rejects.toMatchObject({ code: 'record.tampered' });
    }
    table.set(draft.enrolmentId, mine);
    await expect(accept(draft)).resolves.toBeDefined();
  });

  it('are refused if the policy is no longer the one the statement names', async () => {
    const draft = await world.opened();
    policy({ digest: sha256Hex('another policy') });
    await expect(accept(draft)).rejects.toMatchObject({ code: 'evidence.invalid' });
    expect(await world.lastEvent()).toMatchObject({ particulars: { reason: 'the policy is not the one the statement names' } });
  });

  describe('for codes', () => {
    const verified = { phone_number: '+33612345678', phone_number_verified: true, email: 'ada@mail.example', email_verified: true };
    const withCodes = (channel: 'sms' | 'email') => policy({ evidence: [['oidc', 'one-time-code']], code: { ...world.policies.policy.code, channel } });

    it.each([
      ['sms', '+33612345678', ['phone']],
      ['email', 'ada@mail.example', ['email']],
    ] as const)('are where the provider says that %s reach them', async (channel, address, scopes) => {
      withCodes(channel);
      const draft = await world.opened();
      expect(await world.enrolments.subject(draft.enrolmentId)).toMatchObject({ scopes });
      await accept(draft, { claims: verified });
      expect((await means(draft))[1]).toEqual({
        kind: 'one-time-code',
        meansId: expect.stringMatching(/^mns_/),
        usableFrom: world.clock.now().toISOString(),
        channel,
        address,
      });
    });

    it('are none where the policy uses none, whatever the provider says', async () => {
      const draft = await world.opened();
      await accept(draft, { claims: verified });
      expect((await means(draft)).map(({ kind }) => kind)).toEqual(['oidc']);
      expect(await world.enrolments.subject((await world.opened()).enrolmentId)).toMatchObject({ scopes: [] });
    });

    it.each<[string, 'sms' | 'email', Readonly<Record<string, unknown>>]>([
      ['no number', 'sms', { phone_number_verified: true }],
      ['a number nobody verified', 'sms', { ...verified, phone_number_verified: false }],
      ['a number of which nothing is said', 'sms', { ...verified, phone_number_verified: undefined }],
      ['a number “verified” in a text', 'sms', { ...verified, phone_number_verified: 'true' }],
      ['a number without its country', 'sms', { ...verified, phone_number: '0612345678' }],
      ['a number with spaces', 'sms', { ...verified, phone_number: '+33 6 12 34 56 78' }],
      ['two numbers', 'sms', { ...verified, phone_number: '+33612345678,+33698765432' }],
      ['a number that is a list', 'sms', { ...verified, phone_number: ['+33612345678'] }],
      ['no address', 'email', { email_verified: true }],
      ['an address nobody verified', 'email', { ...verified, email_verified: false }],
      ['two addresses', 'email', { ...verified, email: 'ada@mail.example,mallory@evil.example' }],
      ['an address that brings a header', 'email', { ...verified, email: 'ada@mail.example\r\nBcc: mallory@evil.example' }],
      ['an address with a name', 'email', { ...verified, email: 'Ada <ada@mail.example>' }],
    ])('are refused with %s', async (_what, channel, claims) => {
      withCodes(channel);
      const draft = await world.opened();
      await expect(accept(draft, { claims })).rejects.toMatchObject({ code: 'evidence.invalid' });
      expect((await world.lastEvent())?.particulars?.['reason']).toMatch(/^the claim (phone_number|email) /);
      expect(await world.records.find('binding', draft.credentialId)).toBeUndefined();
    });
  });

  it('name the one client whose orders count', async () => {
    const [clientId, subscriberId] = [newId('cli'), newId('sub')];
    await world.recordClient.run(clientId, { subscriberId, name: 'Archive', multisign: 10, keys: [] });
    policy({ evidence: [['order']] });
    const { draft } = await world.openEnrolment.run(world.order({ subscriberId, orderingClientId: clientId }));
    await accept(draft);
    expect((await means(draft)).map((one) => (one.kind === 'order' ? one.clientId : one.kind))).toEqual(['oidc', clientId]);
  });

  it('are told in the event, by kind and identifier', async () => {
    policy({ evidence: [['passkey']] });
    const draft = await world.opened();
    await offer(draft);
    await accept(draft);
    const written = await means(draft);
    expect(await world.lastEvent()).toMatchObject({
      type: 'enrolment-accepted',
      particulars: { means: written.map(({ kind, meansId }) => `${kind}:${meansId}`).join(' ') },
    });
  });
});
