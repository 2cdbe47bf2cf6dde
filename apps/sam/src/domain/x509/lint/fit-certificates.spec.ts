import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuthorityWorld } from '../../../../test/authority-world.js';
import { Asn1CertificateFields } from '../../../adapters/x509/asn1-certificate-fields.js';
import { signerProfile, type SignerTerms } from '../profiles.js';
import { FitCertificates, type NumberedProfile } from './fit-certificates.js';

describe('a certificate before it is signed', () => {
  let world: AuthorityWorld;
  let fit: FitCertificates;
  beforeEach(async () => {
    world = await AuthorityWorld.make();
    fit = new FitCertificates(world.composer, new Asn1CertificateFields(), world.stores.transactions, world.clock);
  });

  const subject: SignerTerms['subject'] = [
    { attribute: 'C', value: 'FR' },
    { attribute: 'SN', value: 'Byron' },
    { attribute: 'givenName', value: 'Ada' },
    { attribute: 'serialNumber', value: 'A1' },
    { attribute: 'CN', value: 'Ada Byron' },
  ];

  /** What the rules hold of this content: the certificate, or the code it is refused with; and what the token did meanwhile. */
  async function composed(change: Partial<NumberedProfile>, terms: Partial<SignerTerms> = {}) {
    const issuer = await world.authorities.find('issuing');
    const about = { publicKey: (await world.accepted()).publicKey, now: world.clock.now(), addresses: world.authorities.addresses };
    const content = signerProfile(issuer, about, { subject, policies: ['2.999.1'], lifetimeSeconds: 86_400, ...terms });
    const before = world.token.counters.signCalls;
    const result = await fit.compose({ ...content, serialNumber: '4a0b0c0d0e0f10111213141516171819', credentialId: 'cred_1', ...change }, issuer.key).then(
      () => 'signed',
      (error: { code?: string }) => error.code,
    );
    return { result, signatures: world.token.counters.signCalls - before };
  }

  it.each<[string, string, Partial<NumberedProfile>, Partial<SignerTerms>]>([
    ['a serial number that can be guessed', 'serial-number-random', { serialNumber: '01' }, {}],
    ['no policy', 'policies-named', { policies: [] }, {}],
    ['another use of its key', 'key-usage', { keyUsage: ['digitalSignature'] }, {}],
    ['the power to certify', 'no-authority', { pathLength: 0 }, {}],
    ['the place of a responder', 'signer-purposes', { ocspResponder: true }, {}],
    ['another issuer than the one that signs', 'within-issuer', { issuerValidTo: new Date(0) }, {}],
    ['a beginning in the past', 'begins-now', { validFrom: new Date('2020-01-01T00:00:00Z') }, {}],
    ['no way to its status', 'revocation-source', { addresses: {} }, {}],
    ['no country', 'subject-attributes', {}, { subject: subject.slice(1) }],
    ['a name that hides text', 'name-text', {}, { subject: [...subject.slice(0, 4), { attribute: 'CN', value: 'Ada\u202e' }] }],
    ['the profile of a seal', 'subject-attributes', {}, { profile: 'legal-person' }],
    ['a session of an hour', 'life', {}, { profile: 'one-session', lifetimeSeconds: 3_600 }],
  ])('with %s is not signed, and the event says why', async (_what, rule, change, terms) => {
    expect(await composed({}, {})).toEqual({ result: 'signed', signatures: 1 });
    expect(await composed(change, terms)).toEqual({ result: 'certificate.refused', signatures: 0 });
    const event = (await world.stores.events()).at(-1);
    expect(event).toMatchObject({ type: 'certificate-unfit', outcome: 'failure', cause: 'certificate.refused', particulars: { credentialId: 'cred_1' } });
    expect(event?.particulars?.['flaws']).toContain(`${rule}: `);
  });

  it('is not signed for a key whose curve nobody named', async () => {
    const { publicKey } = await world.accepted();
    const onCurve25519 = Buffer.from('302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex');
    expect(await composed({ publicKey })).toEqual({ result: 'signed', signatures: 1 });
    expect(await composed({ publicKey: new Uint8Array(onCurve25519) })).toEqual({ result: 'certificate.refused', signatures: 0 });
  });

  it('is refused to whoever asks for it, and its credential can be asked for again', async () => {
    const { credentialId } = await world.accepted({ subject: { given_name: 'Ada', family_name: 'Byron' } });
    await world.authorities.find('issuing');
    const before = world.token.counters.signCalls;
    await expect(world.composeCertificate.run(credentialId)).rejects.toMatchObject({ code: 'certificate.refused' });
    expect(world.token.counters.signCalls).toBe(before);
    expect(await world.eventTypes()).toContain('certificate-unfit: certificate.refused');
    const record = await world.records.find('binding', credentialId);
    if (!record) throw new Error('no record');
    const sealed = await world.records.sealNext(record, { ...record.body, subject: { ...record.body.subject, country: 'FR' } });
    await world.stores.transactions.run((transaction) => world.records.write(transaction, sealed));
    await expect(world.composeCertificate.run(credentialId)).resolves.toBeDefined();
  });
});
