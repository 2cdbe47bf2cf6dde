import { beforeEach, describe, expect, it } from '@jest/globals';
import { toBase64 } from '@paraph/kernel';
import type { EnrolmentDraft } from '../../src/domain/enrolment/enrolment.js';
import { EnrolmentWorld } from '../enrolment-world.js';
import { World } from '../world.js';
import { outcomeOf, refused } from './refusal.js';

const MALLORY = { sub: 'mallory', given_name: 'Mallory', family_name: 'Other' } as const;

describe('somebody who answers the enrolment of another person', () => {
  let world: EnrolmentWorld;
  let draft: EnrolmentDraft;
  beforeEach(async () => {
    world = await EnrolmentWorld.make();
    draft = await world.opened();
  });

  const accept = async (idToken: string) => outcomeOf(world.token, () => world.acceptEnrolment.run(draft.enrolmentId, idToken));

  it('gets a certificate in no name but the provider’s for their own account', async () => {
    const { person } = await world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft, { claims: MALLORY }));
    // The neighbour is told whose account it was, and nothing it asked for goes into the certificate.
    expect(person).toEqual({ issuer: 'https://idp.example', subject: 'mallory' });
    const { der } = await world.composeCertificate.run(draft.credentialId);
    expect(world.reader.read(der)?.subject).toMatch(/^CN=Mallory Other,/);
    await expect(world.bindCertificate.run(draft.credentialId, der)).resolves.toMatchObject({ subject: expect.stringContaining('CN=Mallory Other') });
  });

  it('binds no certificate in the other person’s name to that key', async () => {
    const { draft: adas } = await world.accepted();
    const { der: adaCertificate } = await world.composeCertificate.run(adas.credentialId);
    await world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft, { claims: MALLORY }));
    await expect(world.bindCertificate.run(draft.credentialId, adaCertificate)).rejects.toMatchObject({ code: 'credential.certificate_mismatch' });
    await expect(world.bindCertificate.run(adas.credentialId, adaCertificate)).resolves.toMatchObject({ subject: expect.stringContaining('CN=Ada Byron') });
  });

  it.each([
    ['the name', { ...MALLORY, given_name: 'Ada', family_name: 'Byron' }],
    ['the account', { ...MALLORY, sub: 'account-of-ada' }],
    ['the address for codes', { ...MALLORY, phone_number: '+33600000000', phone_number_verified: true }],
  ])('cannot rewrite %s in a token of their own', async (_what, claims) => {
    const [header = '', payload = '', signature = ''] = (await world.idToken(draft, { claims: MALLORY })).split('.');
    const said = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const rewritten = Buffer.from(JSON.stringify({ ...said, ...claims })).toString('base64url');
    expect(await accept(`${header}.${rewritten}.${signature}`)).toEqual(refused('evidence.invalid'));
    expect(await world.records.find('binding', draft.credentialId)).toBeUndefined();
    expect(await accept(await world.idToken(draft))).toMatchObject({ code: 'done' });
  });

  it('cannot answer for a key whose person is known already', async () => {
    await world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft));
    expect(await accept(await world.idToken(draft, { claims: MALLORY }))).toEqual(refused('enrolment.state'));
    const { publicKey, body } = { publicKey: draft.publicKey, body: (await world.records.find('binding', draft.credentialId))?.body };
    expect(body).toMatchObject({ publicKey, person: { subject: `account-of-${draft.signerId}` } });
    expect(toBase64((await world.keys.publicKey(draft.keyId)) ?? new Uint8Array())).toBe(publicKey);
  });
});

describe('somebody who signs in with their own account for the credential of another', () => {
  it('gets no signature', async () => {
    const world = await World.make();
    const [ada, mallory] = [await world.signer(), await world.signer()];
    const draft = await world.open(ada);
    expect(await outcomeOf(world.token, () => world.signIn(mallory, draft))).toEqual(refused('evidence.invalid'));
    const before = world.token.counters.signCalls;
    await expect(world.issueSad.run({ activationId: draft.activationId, clientId: world.clientId })).rejects.toMatchObject({ code: 'activation.state' });
    expect(world.token.counters.signCalls).toBe(before);

    await world.signIn(ada, draft);
    const { sad } = await world.issueSad.run({ activationId: draft.activationId, clientId: world.clientId });
    expect(await outcomeOf(world.token, () => world.signHash.run(world.request(ada, `sad_${sad}`)))).toEqual({ code: 'done', signed: 1 });
  });
});
