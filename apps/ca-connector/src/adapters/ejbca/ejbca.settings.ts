import { z } from 'zod';
import { connectionSettings, secretText } from '../http/connection.settings.js';

/** Names as EJBCA has them: no control characters, and none of those it takes out of names itself, `;` among them. */
const name = z.string().regex(/^[^\p{Cc};<>"'\\%&?$~`]{1,120}$/u, 'expected a name as EJBCA shows it');

/** An EJBCA server, by its REST interface for certificates. */
export const ejbcaSettings = z.strictObject({
  connection: connectionSettings
    .refine(({ url }) => url.protocol === 'https:', 'its REST interface is spoken over https only')
    .refine(({ url }) => url.search === '', 'expected an address without a query')
    .refine(({ clientCertificate }) => clientCertificate !== undefined, 'EJBCA knows its registration authorities by their client certificates'),
  /** Of the authority, as the administrators call it there. */
  certificateAuthority: name,
  certificateProfile: name,
  endEntityProfile: name,
  /** What the one-time codes of end entities are derived from: 32 characters or more, in a file, the same on every replica. */
  enrolmentSecret: secretText.refine((secret) => secret.reveal().length >= 32, 'expected 32 characters or more in the file'),
  /** How EJBCA writes the name of the authority, where that is not as we would write it. */
  issuerName: z.string().min(3).max(1_000).optional(),
});

export type EjbcaSettings = z.output<typeof ejbcaSettings>;

/** The profiles that a request is made under. */
export interface EjbcaProfiles {
  readonly certificate: string;
  readonly endEntity: string;
}

/** Reads the profile of a route: `<certificate profile>`, or `<certificate profile>;<end entity profile>`. `undefined` for anything else. */
export function profilesOf(profile: string | undefined, fallback: EjbcaProfiles): EjbcaProfiles | undefined {
  if (profile === undefined) return fallback;
  const [certificate, endEntity = fallback.endEntity, ...others] = profile.split(';').map((part) => part.trim());
  const read = z.strictObject({ certificate: name, endEntity: name }).safeParse({ certificate, endEntity });
  return read.success && others.length === 0 ? read.data : undefined;
}

/** Whether a route's profile means something here. */
export const isEjbcaRoute = (profile: string): boolean => profilesOf(profile, { certificate: 'any', endEntity: 'any' }) !== undefined;
