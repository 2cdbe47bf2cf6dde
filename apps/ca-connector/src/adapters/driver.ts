import { type Bus } from '@paraph/platform';
import type { z } from 'zod';
import type { CertificateAuthority } from '../domain/certificate-authority.js';
import { CmpAuthority } from './cmp/cmp-authority.js';
import { cmpSettings } from './cmp/cmp.settings.js';
import { CfsslAuthority } from './cfssl/cfssl-authority.js';
import { cfsslSettings } from './cfssl/cfssl.settings.js';
import { EjbcaAuthority } from './ejbca/ejbca-authority.js';
import { ejbcaSettings, isEjbcaRoute } from './ejbca/ejbca.settings.js';
import { EstAuthority } from './est/est-authority.js';
import { estSettings, isEstRoute } from './est/est.settings.js';
import type { AuthorityHttp } from './http/authority-http.js';

/** What a driver is given beside its own settings. */
export interface DriverSurroundings {
  /** Made from the driver's own setting `connection`. */
  readonly http: AuthorityHttp;
  /** For the drivers whose messages the SAM protects. */
  readonly sam: Pick<Bus, 'call'>;
  /** What the route of a policy says for this driver, if anything. */
  readonly profile: (policyId: string) => string | undefined;
  /** Certificates pinned for this authority, DER: issuers and anchors. */
  readonly issuers: readonly Uint8Array[];
}

/** A kind of authority: what its settings look like, and how it is made of them. */
export interface DriverKind {
  readonly schema: z.ZodType;
  readonly make: (settings: unknown, surroundings: DriverSurroundings) => CertificateAuthority;
  /** Whether the driver knows what the profile of a route means; left out where it passes any text on. */
  readonly understands?: ((profile: string) => boolean) | undefined;
}

/** Ties a driver's class to the schema of its settings: `kind(estSettings, EstAuthority)`. */
export function kind<Settings>(
  schema: z.ZodType<Settings>,
  Driver: new (settings: Settings, surroundings: DriverSurroundings) => CertificateAuthority,
  understands?: (profile: string) => boolean,
): DriverKind {
  // The settings were parsed by this very schema; the table cannot say so.
  return { schema, make: (settings, surroundings) => new Driver(settings as Settings, surroundings), understands };
}

/** Every driver of an authority elsewhere. The list is closed: what is not here cannot be configured. */
export const drivers: Readonly<Record<string, DriverKind>> = {
  cmp: kind(cmpSettings, CmpAuthority),
  est: kind(estSettings, EstAuthority, isEstRoute),
  ejbca: kind(ejbcaSettings, EjbcaAuthority, isEjbcaRoute),
  cfssl: kind(cfsslSettings, CfsslAuthority),
};
