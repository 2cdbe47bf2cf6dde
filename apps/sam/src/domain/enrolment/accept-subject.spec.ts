import { beforeEach, describe, expect, it } from '@jest/globals';
import { EnrolmentWorld } from '../../../test/enrolment-world.js';
import type { PolicyCertificate } from '../ports/policies.js';

const ORGANISATION = { organization_name: 'Société d’Essai', organization_identifier: 'NTRFR-552120222' };

describe('whom a certificate names', () => {
  let world: EnrolmentWorld;
  beforeEach(async () => void (world = await EnrolmentWorld.make()));

  const policy = (change: Partial<PolicyCertificate>) => {
    const { policy: now } = world.policies;
    world.policies.policy = { ...now, certificate: { ...now.certificate, ...change } };
  };

  async function certified(claims: Readonly<Record<string, unknown>>) {
    const draft = await world.opened();
    await world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft, { claims }));
    const { der } = await world.composeCertificate.run(draft.credentialId);
    await world.bindCertificate.run(draft.credentialId, der);
    return world.reader.read(der);
  }

  it('is the person in the country that the provider states', async () => {
    expect((await certified({ country: 'BE' }))?.subject).toMatch(/^CN=Ada Byron,serialNumber=[0-9A-F]{32},givenName=Ada,SN=Byron,C=BE$/);
  });

  it('is the person in the policy’s country where the provider states none', async () => {
    expect((await certified({}))?.subject).toMatch(/^CN=Ada Byron,.*,C=FR$/);
  });

  it('is nobody where neither states a country', async () => {
    policy({ country: undefined });
    await expect(certified({})).rejects.toMatchObject({ code: 'evidence.invalid' });
    await expect(certified({ country: 'FR' })).resolves.toBeDefined();
  });

  it('is the organisation that the provider vouches for, and not the person who acted for it', async () => {
    policy({ profile: 'legal-person' });
    const facts = await certified(ORGANISATION);
    expect(facts?.subject).toBe('CN=Société d’Essai,organizationIdentifier=NTRFR-552120222,O=Société d’Essai,C=FR');
    expect(facts?.keyUsage).toEqual({ usages: ['nonRepudiation'], critical: true });
  });

  it.each([
    ['vouches for a person alone', {}],
    ['names the organisation without its number', { organization_name: 'Société d’Essai' }],
    ['gives a number of no scheme', { ...ORGANISATION, organization_identifier: '552120222' }],
    ['hides text in the name', { ...ORGANISATION, organization_name: 'Bank\u202e' }],
  ])('is no organisation where the provider %s: no record, no signature', async (_what, claims) => {
    policy({ profile: 'legal-person' });
    const draft = await world.opened();
    const before = world.token.counters.signCalls;
    await expect(world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft, { claims }))).rejects.toMatchObject({ code: 'evidence.invalid' });
    expect(world.token.counters.signCalls).toBe(before);
    expect(await world.records.find('binding', draft.credentialId)).toBeUndefined();
  });

  it('has half an hour in a certificate of one session', async () => {
    policy({ profile: 'one-session', validitySeconds: 1_800 });
    const facts = await certified({});
    expect(facts && facts.validTo.getTime() - facts.validFrom.getTime()).toBe(1_799_000);
  });
});
