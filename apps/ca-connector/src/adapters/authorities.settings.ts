import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { EMBEDDED } from '../domain/authorities.js';
import { drivers, type DriverKind } from './driver.js';
import { certificates, type ConnectionSettings } from './http/connection.settings.js';

const everySeconds = z.number().int().min(10).max(86_400).default(300);

/** What an authority states is signed, so http will do (RFC 5280 section 8 asks for it: a TLS server would need a status of its own). */
const statementUrl = z.string().transform((text, context) => {
  const url = URL.parse(text);
  if (url && (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === '' && url.hash === '') return url;
  context.addIssue('expected an http or https address, with no name or password in it');
  return z.NEVER;
});
const statement = z.strictObject({ url: statementUrl, everySeconds });

/** What every driver's authority has beside the driver's own settings. */
const common = z.strictObject({
  driver: z.string(),
  /** Pinned: the certificates that sign holders' certificates, and those above them up to a root; PEM, or paths of files with it. */
  issuers: certificates.transform((ders, context) => {
    const all = ders.map((der) => new X509Certificate(der));
    for (const one of all) {
      if (!one.ca) context.addIssue(`${one.subject.replaceAll('\n', ', ')} is pinned as an issuer and is no authority’s certificate`);
      else if (!reachesRoot(one, all)) context.addIssue(`the pinned issuer ${one.subject.replaceAll('\n', ', ')} leads to no pinned root: pin the whole chain`);
    }
    return ders;
  }),
  /** Its revocation list, fetched by schedule. */
  crl: statement.optional(),
  /** Its OCSP responder, asked about each certificate. */
  ocsp: statement.optional(),
});

const route = z.strictObject({
  policy: z.string().regex(/^[a-z0-9-]{1,60}$/),
  authority: z.string(),
  /** What the driver understands by it. */
  profile: z.string().min(1).max(200).optional(),
});

const shape = z.strictObject({
  authorities: z.record(z.string(), z.record(z.string(), z.unknown())),
  routes: z.array(route),
});

/** One authority elsewhere, its settings read by its driver's schema. */
export interface ConfiguredAuthority extends Omit<z.output<typeof common>, 'driver' | 'issuers'> {
  readonly name: string;
  /** Pinned, DER. */
  readonly issuers: readonly Uint8Array[];
  readonly kind: DriverKind;
  readonly settings: unknown;
  /** Of `settings`, where the driver has it. */
  readonly connection: ConnectionSettings | undefined;
}

/** The trust configuration. */
export interface AuthoritiesSettings {
  readonly authorities: readonly ConfiguredAuthority[];
  readonly routes: readonly z.output<typeof route>[];
}

/** Which authorities there are elsewhere, and which policy goes to which of them. Everything that is wrong is told at once. */
export const authoritiesSettings: z.ZodType<AuthoritiesSettings> = shape.transform((file, context) => {
  const authorities = Object.entries(file.authorities).flatMap(([name, members]) => {
    const problems: string[] = [];
    const configured = readAuthority(name, members, problems);
    for (const problem of problems) context.addIssue({ code: 'custom', message: problem, path: ['authorities', name] });
    return configured ? [configured] : [];
  });
  const wrong = [...routeProblems(file.routes, Object.keys(file.authorities)), ...profileProblems(file.routes, authorities)];
  for (const problem of wrong) context.addIssue({ code: 'custom', message: problem, path: ['routes'] });
  return { authorities, routes: file.routes };
});

function readAuthority(name: string, members: Readonly<Record<string, unknown>>, problems: string[]): ConfiguredAuthority | undefined {
  if (!/^[a-z0-9-]{1,40}$/.test(name)) problems.push('expected a name of lower-case letters, digits and hyphens');
  if (name === EMBEDDED) problems.push('this name is the embedded authority’s');
  const isCommon = (key: string): boolean => key in common.shape;
  const shared = common.safeParse(Object.fromEntries(Object.entries(members).filter(([key]) => isCommon(key))));
  const kind = typeof members['driver'] === 'string' ? drivers[members['driver']] : undefined;
  if (!kind) problems.push(`driver: expected one of ${Object.keys(drivers).join(', ')}`);
  const own = kind?.schema.safeParse(Object.fromEntries(Object.entries(members).filter(([key]) => !isCommon(key))));
  for (const result of [shared, own])
    problems.push(...(result?.error?.issues ?? []).map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')));
  if (!kind || !shared.success || !own?.success || problems.length > 0) return undefined;
  const { driver: _driver, ...rest } = shared.data;
  return { name, kind, settings: own.data, connection: connectionOf(own.data), ...rest };
}

function routeProblems(routes: readonly z.output<typeof route>[], names: readonly string[]): string[] {
  const known = new Set([EMBEDDED, ...names]);
  const twice = routes.filter(({ policy }, index) => routes.findIndex((other) => other.policy === policy) !== index);
  return [
    ...routes
      .filter(({ authority }) => !known.has(authority))
      .map(({ policy, authority }) => `${policy} leads to ${authority}, which is not among the authorities`),
    ...twice.map(({ policy }) => `${policy} has two routes`),
  ];
}

function profileProblems(routes: readonly z.output<typeof route>[], authorities: readonly ConfiguredAuthority[]): string[] {
  return routes.flatMap(({ policy, authority, profile }) => {
    const kind = authorities.find(({ name }) => name === authority)?.kind;
    return kind?.understands && profile !== undefined && !kind.understands(profile)
      ? [`${policy}: the driver of ${authority} does not understand this profile`]
      : [];
  });
}

/** The driver's schema has parsed it by `connectionSettings`, under that name in every driver that has one. */
function connectionOf(settings: unknown): ConnectionSettings | undefined {
  return typeof settings === 'object' && settings !== null && 'connection' in settings ? (settings.connection as ConnectionSettings) : undefined;
}

function reachesRoot(certificate: X509Certificate, pinned: readonly X509Certificate[], depth = 0): boolean {
  const issuers = pinned.filter((one) => one.ca && certificate.checkIssued(one) && certificate.verify(one.publicKey));
  if (issuers.some((one) => one.raw.equals(certificate.raw))) return true;
  return depth < 6 && issuers.some((one) => reachesRoot(one, pinned, depth + 1));
}
