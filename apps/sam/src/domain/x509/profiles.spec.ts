import { describe, expect, it } from '@jest/globals';
import { PublicationAddresses } from './authority.js';
import { issuingProfile, responderProfile, rootProfile, signerProfile, type EstablishedIssuer } from './profiles.js';

const now = new Date('2027-03-01T09:00:00.789Z');
const publicKey = Uint8Array.of(1);
const addresses = new PublicationAddresses('http://ca.example');
const subscription = { publicKey, now, addresses };
const issuer = (validTo: string): EstablishedIssuer => ({
  authority: 'issuing',
  name: [{ attribute: 'CN', value: 'Issuing' }],
  publicKey,
  validTo: new Date(validTo),
});
const terms = { subject: [{ attribute: 'CN', value: 'Ada' }] as const, policies: ['2.999.1'], lifetimeSeconds: 730 * 86_400 };

describe('the profiles', () => {
  it('let no authority live longer than ten years', () => {
    const { validFrom, validTo } = rootProfile(publicKey, now);
    expect(validFrom.toISOString()).toBe('2027-03-01T09:00:00.000Z');
    expect(validTo.toISOString()).toBe('2037-02-28T08:59:59.000Z');
    expect(validTo.getTime()).toBeLessThan(Date.parse('2037-03-01T09:00:00Z'));
  });

  it('let nothing outlive its issuer', () => {
    const short = issuer('2027-04-01T00:00:00.000Z');
    for (const profile of [issuingProfile(short, subscription), responderProfile(short, subscription), signerProfile(short, subscription, terms)]) {
      expect(profile.validTo).toEqual(short.validTo);
    }
  });

  it.each(['2027-03-01T09:00:00.000Z', '2026-01-01T00:00:00.000Z'])('certify nothing under an issuer that ends at %s', (end) => {
    expect(() => signerProfile(issuer(end), subscription, terms)).toThrow('at its end');
  });

  it('give a signer content commitment and nothing else', () => {
    const profile = signerProfile(issuer('2037-01-01T00:00:00.000Z'), subscription, terms);
    expect(profile).toMatchObject({
      keyUsage: ['nonRepudiation'],
      policies: ['2.999.1'],
      validTo: new Date('2029-02-28T08:59:59.000Z'),
      addresses: {
        issuerCertificate: 'http://ca.example/ca/issuing.cer',
        revocationList: 'http://ca.example/crl/issuing.crl',
        ocsp: 'http://ca.example/ocsp/issuing',
      },
    });
    expect(profile).not.toHaveProperty('pathLength');
    expect(profile).not.toHaveProperty('ocspResponder');
  });

  it('give one session half an hour, and say that nobody will revoke it', () => {
    const oneSession = { ...terms, profile: 'one-session', lifetimeSeconds: 1_800 } as const;
    const profile = signerProfile(issuer('2037-01-01T00:00:00.000Z'), subscription, oneSession);
    expect(profile).toMatchObject({ profile: 'one-session', shortTerm: true, validTo: new Date('2027-03-01T09:29:59.000Z') });
    expect(profile.addresses).toEqual({ issuerCertificate: 'http://ca.example/ca/issuing.cer' });
  });

  it('say of no other certificate that nobody will revoke it', () => {
    const long = issuer('2037-01-01T00:00:00.000Z');
    const others = [
      rootProfile(publicKey, now),
      issuingProfile(long, subscription),
      responderProfile(long, subscription),
      signerProfile(long, subscription, terms),
      signerProfile(long, subscription, { ...terms, profile: 'legal-person' }),
    ];
    for (const profile of others) expect(profile).not.toHaveProperty('shortTerm');
  });

  it('give authorities no right to sign documents', () => {
    for (const profile of [rootProfile(publicKey, now), issuingProfile(issuer('2037-01-01T00:00:00.000Z'), subscription)]) {
      expect(profile.keyUsage).toEqual(['keyCertSign', 'cRLSign']);
    }
  });
});
