import { beforeEach, describe, expect, it } from '@jest/globals';
import { enrolmentChallenge, meansChallenge, newId, sha256, sha256Hex } from '@paraph/kernel';
import { APPROVAL_ORIGIN, type ApprovalPage } from '../../../test/approval-page.js';
import { EnrolmentWorld } from '../../../test/enrolment-world.js';
import { authenticatorFlags, SoftwareAuthenticator } from '@paraph/testing';
import type { EnrolmentDraft } from '../enrolment/enrolment.js';

describe('means offered for an enrolment', () => {
  let world: EnrolmentWorld;
  let page: ApprovalPage;
  let draft: EnrolmentDraft;
  let challenge: Uint8Array;

  const policy = (change: Partial<EnrolmentWorld['policies']['policy']>) => void (world.policies.policy = { ...world.policies.policy, ...change });
  const open = async (): Promise<void> => {
    draft = await world.opened();
    challenge = enrolmentChallenge(draft.statement);
  };
  const offer = (text: string, reference = draft.enrolmentId) => world.offerMeans.run(reference, text);

  beforeEach(async () => {
    world = await EnrolmentWorld.make();
    page = world.page();
    policy({ evidence: [['passkey'], ['oidc', 'pin'], ['oidc', 'totp']] });
    await open();
  });

  it('become part of the challenge, letter by letter', async () => {
    const text = await page.registrations(challenge, 'passkey', 'pin', 'totp');
    expect(await offer(text)).toEqual(['passkey', 'pin', 'totp']);
    expect((await world.enrolments.subject(draft.enrolmentId)).challenge).toEqual(meansChallenge(challenge, text));
    const spaced = ` ${text}`;
    await offer(spaced);
    expect((await world.enrolments.subject(draft.enrolmentId)).challenge).toEqual(meansChallenge(challenge, spaced));
  });

  it('leave an event that names kinds, and nothing else of them', async () => {
    await offer(await page.registrations(challenge, 'passkey', 'pin', 'totp'));
    const event = await world.lastEvent();
    expect(event).toMatchObject({ type: 'means-offered', outcome: 'success' });
    expect(event?.particulars).toEqual({ reference: draft.enrolmentId, credentialId: draft.credentialId, kinds: 'passkey pin totp' });
  });

  it('are nobody’s means yet', async () => {
    await offer(await page.registrations(challenge, 'passkey', 'pin', 'totp'));
    expect(await world.records.find('binding', draft.credentialId)).toBeUndefined();
  });

  const one = (kind: 'passkey' | 'pin' | 'totp') => page.registration(challenge, kind);
  const others = (kind: 'passkey' | 'pin' | 'totp') => Promise.all((['passkey', 'pin', 'totp'] as const).filter((other) => other !== kind).map(one));

  it.each<[string, () => Promise<string>]>([
    ['no JSON', async () => '{'],
    ['no list', async () => '{"kind":"pin"}'],
    ['an empty list', async () => '[]'],
    ['an unknown kind', async () => '[{"kind":"oidc","idToken":"x"}]'],
    ['a member that does not belong', async () => JSON.stringify([{ ...(await one('pin')), meansId: newId('mns') }, ...(await others('pin'))])],
    ['a kind twice', async () => JSON.stringify([await one('pin'), await one('pin'), ...(await others('pin'))])],
    ['a passkey for another challenge', async () => JSON.stringify([page.passkey.register(sha256('x')), ...(await others('passkey'))])],
    [
      'a passkey of another page',
      async () => JSON.stringify([SoftwareAuthenticator.make({ origin: 'https://evil.example' }).register(challenge), ...(await others('passkey'))]),
    ],
    [
      'a passkey made inside a frame',
      async () => JSON.stringify([page.passkey.register(challenge, 'none', { clientData: { crossOrigin: true } }), ...(await others('passkey'))]),
    ],
    [
      'a passkey whose person was not verified',
      async () => JSON.stringify([page.passkey.register(challenge, 'none', { flags: authenticatorFlags.present }), ...(await others('passkey'))]),
    ],
    [
      'an assertion that calls itself a registration',
      async () => JSON.stringify([page.passkey.register(challenge, 'none', { clientData: { type: 'webauthn.get' } }), ...(await others('passkey'))]),
    ],
    [
      'a PIN typed for another challenge',
      async () => JSON.stringify([{ kind: 'pin', sealed: await page.typed(sha256('x'), 'pin', page.pin) }, ...(await others('pin'))]),
    ],
    [
      'a PIN that was typed as a code',
      async () => JSON.stringify([{ kind: 'pin', sealed: await page.typed(challenge, 'totp', page.pin) }, ...(await others('pin'))]),
    ],
    ...['12345', '111111', '123456', '654321', '012345', '12a456', '73921４'].map((pin): [string, () => Promise<string>] => [
      `the PIN ${pin}`,
      async () => JSON.stringify([{ kind: 'pin', sealed: await page.typed(challenge, 'pin', pin) }, ...(await others('pin'))]),
    ]),
    [
      'a code that was not made with the secret',
      async () => JSON.stringify([{ ...(await one('totp')), code: await page.typed(challenge, 'totp', '000000') }, ...(await others('totp'))]),
    ],
    [
      'a secret that is too short',
      async () => JSON.stringify([{ ...(await one('totp')), secret: await page.typed(challenge, 'totp-secret', 'ABCDEFGH') }, ...(await others('totp'))]),
    ],
  ])('are refused with %s', async (_what, text) => {
    await expect(offer(await text())).rejects.toMatchObject({ code: 'evidence.invalid', detail: 'the evidence is not accepted' });
    expect((await world.eventTypes()).at(-1)).toBe('enrolment-refused: evidence.invalid');
    expect(JSON.stringify(await world.stores.events())).not.toMatch(/111111|654321|739214/);
    expect(world.stores.offers.table.size).toBe(0);
  });

  it('are refused if one that the statement asks for is left out', async () => {
    for (const kinds of [['passkey'], ['passkey', 'pin'], ['pin', 'totp']] as const)
      await expect(offer(await page.registrations(challenge, ...kinds))).rejects.toMatchObject({ code: 'evidence.missing' });
  });

  it('are refused if the statement does not ask for them', async () => {
    policy({ evidence: [['oidc', 'pin']] });
    await open();
    await expect(offer(await page.registrations(challenge, 'pin', 'totp'))).rejects.toMatchObject({ code: 'evidence.missing' });
    await expect(offer(await page.registrations(challenge, 'passkey'))).rejects.toMatchObject({ code: 'evidence.missing' });
    await expect(offer(await page.registrations(challenge, 'pin'))).resolves.toEqual(['pin']);
  });

  it('are refused where the provider alone will do', async () => {
    policy({ evidence: [['oidc']] });
    await open();
    await expect(offer(await page.registrations(challenge, 'passkey'))).rejects.toMatchObject({ code: 'evidence.missing' });
  });

  it('are refused for an enrolment that is unknown, late, or done', async () => {
    const text = await page.registrations(challenge, 'passkey', 'pin', 'totp');
    await expect(offer(text, newId('enr'))).rejects.toMatchObject({ code: 'enrolment.unknown' });
    await offer(text);
    await world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft));
    await expect(offer(text)).rejects.toMatchObject({ code: 'enrolment.state' });
    await open();
    const late = await page.registrations(challenge, 'passkey', 'pin', 'totp');
    world.clock.advance(24 * 3_600_000);
    await expect(offer(late)).rejects.toMatchObject({ code: 'enrolment.expired' });
  });

  it('are refused under another policy than the statement’s', async () => {
    const text = await page.registrations(challenge, 'passkey', 'pin', 'totp');
    policy({ digest: sha256Hex('another policy') });
    await expect(offer(text)).rejects.toMatchObject({ code: 'evidence.invalid' });
  });

  it('are replaced by a later offer, and evidence over the first one is worth nothing', async () => {
    await offer(await page.registrations(challenge, 'passkey', 'pin', 'totp'));
    const first = await world.idToken(draft);
    const other = world.page();
    await offer(await other.registrations(challenge, 'passkey', 'pin', 'totp'));
    await expect(world.acceptEnrolment.run(draft.enrolmentId, first)).rejects.toMatchObject({ code: 'evidence.invalid' });
    await world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft));
    const means = (await world.records.find('binding', draft.credentialId))?.body.means;
    expect(means?.find((found) => found.kind === 'passkey')).toMatchObject({ id: other.passkey.id });
  });

  it('keep a policy’s rule on passkeys that can be copied', async () => {
    policy({ evidence: [['passkey']], passkey: { attestedModels: [], allowBackup: false } });
    await open();
    const copied = SoftwareAuthenticator.make({ origin: APPROVAL_ORIGIN, backupEligible: true });
    await expect(offer(JSON.stringify([copied.register(challenge)]))).rejects.toMatchObject({ code: 'evidence.invalid' });
    await expect(offer(await page.registrations(challenge, 'passkey'))).resolves.toEqual(['passkey']);
  });
});
