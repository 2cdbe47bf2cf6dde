import type { Setting } from './setting.js';

/** Settings by concern: `{ http: { port: setting(…) }, bus: { … } }`. */
export type ConfigShape = Readonly<Record<string, Readonly<Record<string, Setting>>>>;

/** The typed values of a shape. */
export type ConfigOf<Shape extends ConfigShape> = {
  readonly [Area in keyof Shape]: { readonly [Name in keyof Shape[Area]]: Shape[Area][Name] extends Setting<infer T> ? T : never };
};

/** One service's schema of settings. */
export interface ServiceConfig<Shape extends ConfigShape = ConfigShape> {
  readonly service: string;
  /** What every key of this service begins with, for instance `SAM_`. */
  readonly prefix: string;
  readonly shape: Shape;
}

/** All that is wrong with a configuration, at once. */
export class ConfigProblems extends Error {
  override readonly name = 'ConfigProblems';

  constructor(
    service: string,
    readonly problems: readonly string[],
  ) {
    super(`${service} cannot start, its configuration has ${problems.length} problem(s):\n${problems.map((one) => `  - ${one}`).join('\n')}`);
  }
}

/** Declares a service's settings. */
export function serviceConfig<Shape extends ConfigShape>(service: string, shape: Shape): ServiceConfig<Shape> {
  return { service, prefix: `${service.toUpperCase().replaceAll('-', '_')}_`, shape };
}

/**
 * Reads and checks every setting of a service. An unknown key under the prefix is a problem too: a typo must not
 * become a default.
 *
 * @throws ConfigProblems naming each key and what was expected
 */
export function readConfig<Shape extends ConfigShape>(
  config: ServiceConfig<Shape>,
  environment: Readonly<Record<string, string | undefined>>,
): ConfigOf<Shape> {
  const problems: string[] = [];
  const known = new Set<string>();
  const areas = Object.entries(config.shape).map(([area, settings]) => {
    const values = Object.entries(settings).map(([name, one]) => {
      known.add(config.prefix + one.key);
      return [name, readSetting(one, config.prefix, { environment, problems })] as const;
    });
    return [area, Object.freeze(Object.fromEntries(values))] as const;
  });
  for (const key of Object.keys(environment).sort()) {
    if (key.startsWith(config.prefix) && !known.has(key)) problems.push(`${key} is not a setting of ${config.service}`);
  }
  if (problems.length > 0) throw new ConfigProblems(config.service, problems);
  return Object.freeze(Object.fromEntries(areas)) as ConfigOf<Shape>;
}

interface Reading {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly problems: string[];
}

function readSetting(one: Setting, prefix: string, { environment, problems }: Reading): unknown {
  const key = prefix + one.key;
  if (one.when && !isRead(one, prefix, environment)) {
    if (environment[key] !== undefined) problems.push(`${key} is read only where ${prefix}${one.when.setting.key} is ${one.when.is}`);
    return undefined;
  }
  const text = environment[key] ?? one.fallback;
  if (text === undefined) {
    problems.push(`${key} is missing: ${one.purpose}`);
    return undefined;
  }
  try {
    return one.parse(text);
  } catch (error) {
    problems.push(`${key}: ${error instanceof Error ? error.message : 'cannot be read'} (${one.purpose})`);
    return undefined;
  }
}

/** A condition holds only where the setting that decides is itself read. */
function isRead({ when }: Setting, prefix: string, environment: Reading['environment']): boolean {
  if (!when) return true;
  return (environment[prefix + when.setting.key] ?? when.setting.fallback) === when.is && isRead(when.setting, prefix, environment);
}
