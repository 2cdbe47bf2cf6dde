import { Secret } from '@paraph/kernel';
import { z } from 'zod';
import { connectionSettings, secretText } from '../http/connection.settings.js';

/** A profile or a label of CFSSL: both are names in its configuration. */
export const cfsslName = z.string().regex(/^[A-Za-z0-9._-]{1,100}$/, 'expected letters, digits and ._-');

/** Of `auth_keys` in CFSSL's configuration: hexadecimal there, and in our file. */
const authenticationKey = secretText.transform((text, context) => {
  if (/^(?:[0-9a-fA-F]{2}){16,}$/.test(text.reveal())) return new Secret(text.reveal());
  context.addIssue('expected at least 16 bytes, hexadecimal');
  return z.NEVER;
});

/** An authority that runs CFSSL's API server. */
export const cfsslSettings = z.strictObject({
  /** Where the server is; its paths begin with `/api/v1/cfssl`. */
  connection: connectionSettings,
  /** Which of the signers of a server that has several. */
  label: cfsslName.optional(),
  /** What to ask for where the route of a policy names no profile; without it, the server's default. */
  profile: cfsslName.optional(),
  /** The path of the key by which requests are authenticated (`authsign`); without it they are not (`sign`). */
  authenticationKey: authenticationKey.optional(),
  /**
   * How the issuer is named when a certificate is revoked: by the key identifier in the certificate, as newer versions file it, or not at all, as
   * version 1.2 does.
   */
  issuerOfRevocation: z.enum(['key-identifier', 'none']).default('key-identifier'),
});

export type CfsslSettings = z.output<typeof cfsslSettings>;
