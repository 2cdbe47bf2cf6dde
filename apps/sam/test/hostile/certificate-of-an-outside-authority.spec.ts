import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CertificateContent } from '../../src/domain/x509/contents.js';
import { later, OutsideAuthority, softKey } from '../outside-authority.js';
import { OUTSIDE, OutsideWorld, type AcceptedSigner } from '../outside-world.js';
import { outcomeOf, refused } from './refusal.js';

const DAY = 86_400_000;
const DONE = { code: 'done', signed: 0 };
type Name = CertificateContent['subject'];

/**
 * Where an authority elsewhere certifies, a certificate connector brings what it likes: made by itself, by another authority,
 * for another person, or by an authority that does what it was not asked for. Only its pinned keys count, and only what was asked for.
 */
describe('a certificate said to come from an authority elsewhere', () => {
  let world: OutsideWorld;
  let ada: AcceptedSigner;
  beforeEach(async () => {
    world = await OutsideWorld.make();
    ada = await world.accepted();
  });

  const bind = (certificate: Uint8Array) => outcomeOf(world.enrolling.token, () => world.enrolling.bindCertificate.run(ada.credentialId, certificate));
  const right = () => world.authority.certificate(ada.about);
  const expectControl = async () => expect(await bind(await right())).toEqual(DONE);
  const pin = (change: Parameters<OutsideAuthority['trusted']>[1]) => void world.enrolling.trusted.list.splice(0, 1, world.authority.trusted(OUTSIDE, change));

  it('is bound where it is, and signs', async () => {
    const cleo = await world.signer();
    expect((await outcomeOf(world.enrolling.token, () => world.sign(cleo))).code).toBe('done');
    const record = await world.world.records.find('binding', cleo.credentialId);
    expect(record?.body.certificate?.issuer).toEqual({ authority: OUTSIDE, keyDigest: world.authority.issuer.keyDigest });
  });

  it('is bound up to a minute ahead of our clock, and signs nothing before its time', async () => {
    const cleo = await world.signer({ validFrom: later(world.enrolling.clock, 60_000) });
    expect(await outcomeOf(world.enrolling.token, () => world.sign(cleo))).toEqual(refused('credential.disabled'));
  });

  const forgeries: readonly [string, RegExp, () => Promise<Uint8Array>][] = [
    ['made by the connector in the authority’s name', /not by the issuer it names/, () => world.authority.certificate(ada.about, {}, softKey())],
    [
      'by another authority of that name',
      /not by the issuer it names/,
      async () => (await OutsideAuthority.make(world.enrolling.clock)).certificate(ada.about),
    ],
    ['by another authority', /not pinned/, async () => (await OutsideAuthority.make(world.enrolling.clock, 'Other CA')).certificate(ada.about)],
    ['by the embedded authority, which signs what the SAM composes', /not pinned/, async () => embedded()],
    ['that is the authority’s own', /another public key/, () => Promise.resolve(world.authority.issuer.certificate)],
    ['for another key', /another public key/, () => world.authority.certificate({ ...ada.about, publicKey: softKey().publicKey })],
    ['for another person', /another subject/, async () => world.authority.certificate({ ...ada.about, subject: (await world.accepted()).about.subject })],
    ['with an organisation added, where nobody said that it may be', /another subject/, () => named({ attribute: 'O', value: 'Bank' })],
    ['that is over', /no longer valid/, () => certificate({ validFrom: later(world.enrolling.clock, -2 * DAY), validTo: later(world.enrolling.clock, -DAY) })],
    ['of two minutes ahead', /not yet valid/, () => certificate({ validFrom: later(world.enrolling.clock, 120_000) })],
    ['for longer than the policy says', /longer than the policy/, () => certificate({ validTo: later(world.enrolling.clock, 731 * DAY) })],
    ['that outlives its issuer', /outlives/, () => certificate({ validTo: later(world.enrolling.clock, 4_000 * DAY) })],
    ['for more than content commitment', /content commitment alone/, () => certificate({ keyUsage: ['nonRepudiation', 'digitalSignature'] })],
    ['for issuing others', /authority’s/, () => certificate({ pathLength: 0 })],
    ['under no policy', /not under the policy/, () => certificate({ policies: [] })],
    ['under another policy', /not under the policy/, () => certificate({ policies: ['2.999.9'] })],
    ['for OCSP answers', /signer-purposes|no server/, () => certificate({ ocspResponder: true })],
    ['that does not say where it would be revoked', /revocation-source/, () => certificate({ addresses: {} })],
  ];
  const certificate = (change: Partial<CertificateContent>) => world.authority.certificate(ada.about, change);
  const named = (...added: Name) => world.authority.certificate({ ...ada.about, subject: [...ada.about.subject, ...added] });
  const embedded = async () => {
    const issuing = await world.enrolling.authorities.find('issuing');
    const { clock, composer } = world.enrolling;
    const content = {
      serialNumber: '4a',
      issuer: issuing,
      ...ada.about,
      validFrom: clock.now(),
      validTo: later(clock, DAY),
      keyUsage: ['nonRepudiation'] as const,
    };
    return composer.certificate({ ...content, policies: ['2.999.1'], addresses: {} }, issuing.key);
  };

  it.each(forgeries)('is not bound %s', async (_what, reason, make) => {
    expect(await bind(await make())).toEqual(refused('credential.certificate_mismatch'));
    expect(await world.reason('certificate-refused')).toMatch(reason);
    await expectControl();
  });

  it('is not bound while a certificate of its path is over', async () => {
    pin({ issuers: [{ ...world.authority.issuer, path: { from: later(world.enrolling.clock, -DAY), to: later(world.enrolling.clock, -1) } }] });
    expect(await bind(await right())).toEqual(refused('credential.certificate_mismatch'));
    expect(await world.reason('certificate-refused')).toMatch(/issuer is not valid now/);
    pin({});
    await expectControl();
  });

  it('is not bound under the policy’s identifier where the authority puts another, and the reverse', async () => {
    pin({ policyOids: ['2.999.77'] });
    expect(await bind(await right())).toEqual(refused('credential.certificate_mismatch'));
    expect(await bind(await certificate({ policies: ['2.999.77'] }))).toEqual(DONE);
  });

  it('is not composed by the embedded authority either', async () => {
    expect(await outcomeOf(world.enrolling.token, () => world.enrolling.composeCertificate.run(ada.credentialId))).toEqual(refused('certificate.refused'));
  });

  describe('whose subject may say more', () => {
    beforeEach(() => pin({ subject: 'extended' }));

    it('may say where somebody belongs, in any order', async () => {
      const added: Name = [
        { attribute: 'O', value: 'Bank' },
        { attribute: 'OU', value: 'Loans' },
        { attribute: 'organizationIdentifier', value: 'VATFR-12345678901' },
      ];
      const whole = [...added, ...ada.about.subject].reverse();
      const came = await bind(await world.authority.certificate({ ...ada.about, subject: whole }));
      expect([came, await world.reason('certificate-refused')]).toEqual([DONE, undefined]);
    });

    const others: readonly [string, (own: Name) => Name][] = [
      ['another common name beside', (own) => [...own, { attribute: 'CN', value: 'Mallory' }]],
      ['the same common name twice', (own) => [...own, ...own.filter(({ attribute }) => attribute === 'CN')]],
      ['another serial number beside', (own) => [...own, { attribute: 'serialNumber', value: '1' }]],
      ['another country beside', (own) => [...own, { attribute: 'C', value: 'DE' }]],
      ['no serial number', (own) => own.filter(({ attribute }) => attribute !== 'serialNumber')],
      ['another given name', (own) => own.map((one) => (one.attribute === 'givenName' ? { ...one, value: 'Adam' } : one))],
      ['a common name of other case', (own) => own.map((one) => (one.attribute === 'CN' ? { ...one, value: one.value.toUpperCase() } : one))],
      ['nothing of it', () => [{ attribute: 'O', value: 'Bank' }]],
    ];
    it.each(others)('may not say %s', async (_what, change) => {
      expect(await bind(await world.authority.certificate({ ...ada.about, subject: change(ada.about.subject) }))).toEqual(
        refused('credential.certificate_mismatch'),
      );
      expect(await world.reason('certificate-refused')).toBe('it names another subject');
      await expectControl();
    });
  });

  describe('whose subject may say less', () => {
    beforeEach(() => pin({ subject: 'reduced' }));
    const without = (own: Name, ...attributes: readonly string[]) => own.filter(({ attribute }) => !attributes.includes(attribute));
    const bindNamed = async (subject: Name) => bind(await world.authority.certificate({ ...ada.about, subject }));

    it('may leave out given name and surname', async () => {
      expect(await bindNamed(without(ada.about.subject, 'givenName', 'SN'))).toEqual(DONE);
    });

    it.each<[string, (own: Name) => Name]>([
      ['who it is among those of one name', (own) => without(own, 'serialNumber')],
      ['what it is called', (own) => without(own, 'CN')],
      ['nothing, and add an organisation', (own) => [...own, { attribute: 'O', value: 'Bank' }]],
      ['the given name, and call it otherwise', (own) => without(own, 'givenName').map((one) => (one.attribute === 'CN' ? { ...one, value: 'Mallory' } : one))],
    ])('may not leave out %s', async (_what, change) => {
      expect(await bindNamed(change(ada.about.subject))).toEqual(refused('credential.certificate_mismatch'));
      expect(await world.reason('certificate-refused')).toBe('it names another subject');
      await expectControl();
    });
  });
});
