import { nkeyFile } from './nats.ts';
import type { ServiceEntry, Surroundings } from './services.ts';

/** The variables any program needs; nothing else of the person's environment reaches a service. */
export function plainEnvironment(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', LANG: 'C.UTF-8', TZ: 'UTC', NODE_ENV: 'production' };
}

/** A service's whole environment: its own settings and nothing of its neighbours'. */
export function serviceEnvironment(service: ServiceEntry, around: Surroundings): Record<string, string> {
  return { ...common(service, around), ...prefixed(service, runtimeSettings(service, around)) };
}

/** The environment of a service's migrations and ceremony, which alone are told the owner's address. */
export function ownerEnvironment(service: ServiceEntry, around: Surroundings): Record<string, string> {
  const database = service.database === undefined ? undefined : around.databases.get(service.database);
  const owner = database ? { DATABASE_OWNER_URL_FILE: database.owner } : {};
  return { ...serviceEnvironment(service, around), ...prefixed(service, owner) };
}

/** Adds the service's prefix to the names of its settings. */
export function prefixed(service: ServiceEntry, settings: Readonly<Record<string, string>>): Record<string, string> {
  const prefix = service.name.toUpperCase().replaceAll('-', '_');
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [`${prefix}_${key}`, value]));
}

function common(service: ServiceEntry, around: Surroundings): Record<string, string> {
  // No compile cache: it would save a tenth of a second at the start, and each process would hold 8 MiB of it for ever.
  const trusted = around.tls ? { NODE_EXTRA_CA_CERTS: around.tls.ca } : {};
  return { ...plainEnvironment(), ...trusted, ...service.variables?.(around) };
}

function runtimeSettings(service: ServiceEntry, around: Surroundings): Record<string, string> {
  const { ports, origins, secrets, bus, databases, tls } = around;
  const database = service.database === undefined ? undefined : databases.get(service.database);
  return {
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: String(ports[service.port]),
    LOG_LEVEL: 'info',
    ...(tls && origins[service.port].startsWith('https:') ? { TLS_CERTIFICATE_FILE: tls.certificate, TLS_KEY_FILE: tls.key } : {}),
    ...(service.origin ? { PUBLIC_ORIGIN: origins[service.port] } : {}),
    ...(service.bus ? { BUS_URL: `tls://127.0.0.1:${ports.nats}`, BUS_CA_FILE: bus.ca, BUS_NKEY_FILE: nkeyFile(secrets, service.name) } : {}),
    // What the distribution ships is good enough for a trial.
    ...(service.bus ? { BUS_OLD_BROKER: 'warn' } : {}),
    ...(database ? { DATABASE_URL_FILE: database.runtime } : {}),
    ...service.settings?.(around),
  };
}
