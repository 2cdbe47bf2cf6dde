import { Asn1X509Composer } from '../src/adapters/x509/asn1-x509-composer.js';
import { PublicationAddresses } from '../src/domain/x509/authority.js';
import { type signerProfileNames, type ProfileName } from '../src/domain/x509/certificate-profile.js';
import type { DistinguishedName } from '../src/domain/x509/distinguished-name.js';
import {
  issuingProfile,
  lastResponderProfile,
  responderProfile,
  rootProfile,
  signerProfile,
  timestampUnitProfile,
  type EstablishedIssuer,
  type Profile,
} from '../src/domain/x509/profiles.js';
import { signerSubject } from '../src/domain/x509/signer-subject.js';
import { softwareKey } from './software-key.js';

const account = { issuer: 'https://idp.example', subject: 'account-1' };
const person = signerSubject({ given_name: 'Zoë', family_name: 'Durand, née Ørsted', country: 'FR' }, account);
const organisation = signerSubject({ organization_name: 'Société Générale d’Essai', organization_identifier: 'NTRFR-552120222', country: 'FR' }, account);

/** Whom the test's certificates name. */
export const subjectsOfProfiles: Readonly<Record<(typeof signerProfileNames)[number], DistinguishedName>> = {
  'natural-person': person,
  'one-session': person,
  'legal-person': organisation,
};

/** One certificate of each profile, under software keys, with what it was made of. */
export interface ProfileCertificates {
  readonly keys: Readonly<Record<ProfileName, ReturnType<typeof softwareKey>>>;
  readonly issuers: { readonly root: EstablishedIssuer; readonly issuing: EstablishedIssuer };
  readonly contents: Readonly<Record<ProfileName, Profile & { readonly serialNumber: string }>>;
  readonly certificates: Readonly<Record<ProfileName, Uint8Array>>;
}

const serialOf = (place: number): string => (0x40 + place).toString(16).padEnd(32, '0b0c0d0e0f1011121314151617181900');

/** Composes a whole hierarchy with a certificate of each profile in it. */
export async function certificatesOfProfiles(now = new Date(), addresses = new PublicationAddresses('http://ca.localhost:1234')): Promise<ProfileCertificates> {
  const composer = new Asn1X509Composer();
  const keys = {
    root: softwareKey('p384'),
    issuing: softwareKey('p384'),
    ocsp: softwareKey(),
    'last-ocsp': softwareKey(),
    timestamp: softwareKey(),
    'natural-person': softwareKey(),
    'one-session': softwareKey(),
    'legal-person': softwareKey('rsa3072'),
  };
  const about = (name: ProfileName) => ({ publicKey: keys[name].publicKey, now, addresses });
  const established = (authority: 'root' | 'issuing', { subject, validTo }: Profile): EstablishedIssuer => ({
    authority,
    name: subject,
    publicKey: keys[authority].publicKey,
    validTo,
  });
  const rootContent = rootProfile(keys.root.publicKey, now);
  const root = established('root', rootContent);
  const issuingContent = issuingProfile(root, about('issuing'));
  const issuing = established('issuing', issuingContent);
  const signer = (profile: (typeof signerProfileNames)[number]) =>
    signerProfile(issuing, about(profile), {
      profile,
      subject: subjectsOfProfiles[profile],
      policies: ['2.999.1.1'],
      lifetimeSeconds: profile === 'one-session' ? 1_800 : 365 * 86_400,
    });
  const contents = {
    root: { ...rootContent, serialNumber: serialOf(1) },
    issuing: { ...issuingContent, serialNumber: serialOf(2) },
    ocsp: { ...responderProfile(issuing, about('ocsp')), serialNumber: serialOf(3) },
    'last-ocsp': { ...lastResponderProfile(issuing, about('last-ocsp')), serialNumber: serialOf(8) },
    timestamp: { ...timestampUnitProfile(issuing, about('timestamp')), serialNumber: serialOf(4) },
    'natural-person': { ...signer('natural-person'), serialNumber: serialOf(5) },
    'one-session': { ...signer('one-session'), serialNumber: serialOf(6) },
    'legal-person': { ...signer('legal-person'), serialNumber: serialOf(7) },
  };
  const make = (name: ProfileName, by: 'root' | 'issuing') => composer.certificate(contents[name], keys[by]);
  const certificates = {
    root: await make('root', 'root'),
    issuing: await make('issuing', 'root'),
    ocsp: await make('ocsp', 'issuing'),
    'last-ocsp': await make('last-ocsp', 'issuing'),
    timestamp: await make('timestamp', 'issuing'),
    'natural-person': await make('natural-person', 'issuing'),
    'one-session': await make('one-session', 'issuing'),
    'legal-person': await make('legal-person', 'issuing'),
  };
  return { keys, issuers: { root, issuing }, contents, certificates };
}
