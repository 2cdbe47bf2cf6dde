import { z } from 'zod';
import { connectionSettings } from '../http/connection.settings.js';

/** What a certificate can be asked for with. `serverkeygen` and `fullcmc` are not among them, on purpose. */
export const enrolmentOperations = ['simpleenroll', 'simplereenroll'] as const;
export type EnrolmentOperation = (typeof enrolmentOperations)[number];

/** RFC 7030 section 3.2.2: no label is called like an operation. */
const operations = ['cacerts', 'simpleenroll', 'simplereenroll', 'fullcmc', 'serverkeygen', 'csrattrs'];

const label = z
  .string()
  .regex(/^[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,63}$/, 'expected letters, digits and ._~-, and no dot in front')
  .refine((text) => !operations.includes(text), 'a label is not called like an operation of EST');

/** An authority that speaks EST. */
export const estSettings = z.strictObject({
  connection: connectionSettings
    .refine(({ url }) => url.protocol === 'https:', 'EST is spoken over https only (RFC 7030 section 3.3)')
    .refine(
      ({ url }) => url.pathname === '/' && url.search === '',
      'EST has its place at the root of a server; several authorities on one are told apart by `label`',
    )
    .refine(({ clientCertificate, login }) => clientCertificate !== undefined || login !== undefined, 'expected a client certificate, a login, or both'),
  /** Which of the authorities on that server, where there are several (RFC 7030 section 3.2.2). */
  label: label.optional(),
});

export type EstSettings = z.output<typeof estSettings>;

/** Where requests of a policy go. */
export interface EstRoute {
  readonly label: string | undefined;
  readonly operation: EnrolmentOperation;
}

/**
 * Reads the profile of a route: `<label>`, `<operation>`, or `<label>/<operation>`, as they stand in EST's addresses. `undefined` for anything else,
 * `serverkeygen` included: a key of a signer is made where it is used and nowhere else (KEY-01, KEY-08).
 */
export function routeOf(profile: string | undefined, fallback: string | undefined): EstRoute | undefined {
  if (profile === undefined) return { label: fallback, operation: 'simpleenroll' };
  const parts = profile.split('/');
  const operation = enrolmentOperations.find((one) => one === parts.at(-1));
  if (operation) parts.pop();
  if (parts.length > 1) return undefined;
  const named = label.optional().safeParse(parts[0]);
  return named.success ? { label: named.data ?? fallback, operation: operation ?? 'simpleenroll' } : undefined;
}

/** Whether a route's profile means something here. */
export const isEstRoute = (profile: string): boolean => routeOf(profile, undefined) !== undefined;
