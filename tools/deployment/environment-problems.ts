import { resolve } from 'node:path';
import type { ServiceConfig, Setting } from '@paraph/platform';

const root = resolve(import.meta.dirname, '../..');

/** The schema of a service's settings, from its sources; for specs, which Jest compiles. */
export async function schemaOf(service: string): Promise<ServiceConfig> {
  const module: unknown = await import(resolve(root, 'apps', service, 'src', `${service}.config.ts`));
  const found = Object.values(module as Record<string, unknown>).find(isServiceConfig);
  if (!found) throw new Error(`apps/${service}/src/${service}.config.ts exports no service configuration`);
  return found;
}

function isServiceConfig(value: unknown): value is ServiceConfig {
  return typeof value === 'object' && value !== null && 'prefix' in value && 'shape' in value;
}

/**
 * What is wrong with the names in an environment that a deployment gives a service: keys the service does not know or does not read, and keys it
 * cannot start without. Values are the service's own to judge, at `--check-config`.
 */
export function environmentProblems(config: ServiceConfig, environment: Readonly<Record<string, string>>): readonly string[] {
  const { prefix, service } = config;
  const settings = Object.values(config.shape).flatMap((area) => Object.values(area));
  const known = new Map(settings.map((one) => [prefix + one.key, one]));
  const given = Object.keys(environment).filter((key) => key.startsWith(prefix));
  const unknown = given.filter((key) => !known.has(key)).map((key) => `${key} is not a setting of ${service}`);
  const idle = given.flatMap((key) => (known.has(key) && !isRead(known.get(key), prefix, environment) ? [`${key} is not read with these settings`] : []));
  const missing = [...known]
    .filter(([key, one]) => one.fallback === undefined && environment[key] === undefined && isRead(one, prefix, environment))
    .map(([key]) => `${key} is missing`);
  return [...unknown, ...idle, ...missing];
}

/** A condition holds only where the setting that decides is itself read. */
function isRead(one: Setting | undefined, prefix: string, environment: Readonly<Record<string, string>>): boolean {
  if (!one?.when) return true;
  const { setting, is } = one.when;
  return (environment[prefix + setting.key] ?? setting.fallback) === is && isRead(setting, prefix, environment);
}
