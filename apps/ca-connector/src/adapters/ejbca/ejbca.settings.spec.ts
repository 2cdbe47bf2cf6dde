import { describe, expect, it } from '@jest/globals';
import { ejbcaSettings, profilesOf } from './ejbca.settings.js';

// Any file that is there and long enough.
const file = import.meta.filename;
const written = {
  connection: { url: 'https://ca.example:8443', clientCertificate: file, clientKey: file },
  certificateAuthority: 'Signing CA 2026 (G1)',
  certificateProfile: 'Natural persons',
  endEntityProfile: 'Remote signing',
  enrolmentSecret: file,
};

describe('settings of an EJBCA server', () => {
  it('are an address, our certificate, names as EJBCA has them, and a secret in a file', () => {
    const settings = ejbcaSettings.parse(written);
    expect(settings).toMatchObject({ certificateAuthority: 'Signing CA 2026 (G1)' });
    expect(JSON.stringify(settings.enrolmentSecret)).toBe('"[secret]"');
  });

  it.each([
    ['http, even on this machine', { ...written, connection: { ...written.connection, url: 'http://localhost:8080' } }],
    ['a password instead of a certificate', { ...written, connection: { url: 'https://ca.example', login: { user: 'ra', password: file } } }],
    ['a query', { ...written, connection: { ...written.connection, url: 'https://ca.example/?x=1' } }],
    ['a secret in the text', { ...written, enrolmentSecret: 'thirty-two characters, or some more' }],
    ['a name with the mark between two', { ...written, certificateProfile: 'a;b' }],
    ['no authority', { ...written, certificateAuthority: '' }],
    ['a member that nobody knows', { ...written, token: 'P12' }],
  ])('are not %s', (_what, settings) => {
    expect(ejbcaSettings.safeParse(settings).success).toBe(false);
  });
});

describe('a route of an EJBCA server', () => {
  const fallback = { certificate: 'C', endEntity: 'E' };

  it.each([
    [undefined, fallback],
    ['Seals', { certificate: 'Seals', endEntity: 'E' }],
    ['Seals;Companies', { certificate: 'Seals', endEntity: 'Companies' }],
    [' Seals ; Companies ', { certificate: 'Seals', endEntity: 'Companies' }],
  ])('may be %p', (profile, profiles) => {
    expect(profilesOf(profile, fallback)).toEqual(profiles);
  });

  it.each(['', ';', 'Seals;', ';Companies', 'a;b;c', 'a\nb', '<b>'])('is not %p', (profile) => {
    expect(profilesOf(profile, fallback)).toBeUndefined();
  });
});
