import type { DistinguishedName } from './distinguished-name.js';

/** The embedded certification authorities: the root certifies the issuing one, the issuing one certifies signers. */
export const authorityNames = ['root', 'issuing'] as const;
export type AuthorityName = (typeof authorityNames)[number];

/** What is said to the end of time: the last list of an authority that has ended (EN 319 411-1, CRT-07), and answers about what it certified. */
export const LAST_UPDATE = new Date('9999-12-31T23:59:59.000Z');

const name = (commonName: string): DistinguishedName => [
  { attribute: 'O', value: 'Paraph Sandbox' },
  { attribute: 'CN', value: commonName },
];

/** Names of the authorities and of their OCSP responders. They say sandbox, for that is what this authority is good for. */
export const authorityNaming: Readonly<Record<AuthorityName, { readonly authority: DistinguishedName; readonly responder: DistinguishedName }>> = {
  root: { authority: name('Paraph Sandbox Root CA'), responder: name('Paraph Sandbox Root OCSP') },
  issuing: { authority: name('Paraph Sandbox Issuing CA'), responder: name('Paraph Sandbox Issuing OCSP') },
};

/** Name of the time-stamping unit, which the issuing authority certifies. */
export const timestampUnitName: DistinguishedName = name('Paraph Sandbox Time-Stamping Unit');

/** The public addresses under one origin where what the authorities sign is found. */
export class PublicationAddresses {
  constructor(private readonly origin: string) {}

  certificate(authority: AuthorityName): string {
    return `${this.origin}/ca/${authority}.cer`;
  }

  revocationList(authority: AuthorityName): string {
    return `${this.origin}/crl/${authority}.crl`;
  }

  ocsp(authority: AuthorityName): string {
    return `${this.origin}/ocsp/${authority}`;
  }
}
