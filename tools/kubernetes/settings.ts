import { basename } from 'node:path';
import type { ServiceConfig } from '@paraph/platform';
import { z } from 'zod';
import { environmentProblems } from '../deployment/environment-problems.ts';
import { containersOf, podsOf, type Container } from './pods.ts';
import type { Manifest } from './render.ts';

const configMap = z.looseObject({ data: z.record(z.string(), z.string()).default({}) });

/** The environment of a container, from its own variables and its ConfigMaps. */
export function environmentOf({ env, envFrom }: Container, objects: readonly Manifest[]): Readonly<Record<string, string>> {
  const maps = envFrom.map(({ configMapRef }) => objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMapRef?.name));
  const shared = maps.flatMap((one) => Object.entries(configMap.parse(one ?? {}).data));
  return Object.fromEntries([...shared, ...env.map(({ name, value }) => [name, value ?? ''] as const)]);
}

/** The process whose settings a container reads, by its image; migrations read one setting and have no schema of their own. */
export function processOf({ image, command }: Container): string | undefined {
  const [, name] = /(?:^|\/)paraph\/([a-z-]+):/.exec(image) ?? [];
  const program = basename(command?.[1] ?? 'main.js');
  return program === 'main.js' || program === 'publish.js' ? name?.replace(/-softhsm$/, '') : undefined;
}

/** Settings that a process does not know, that it cannot do without, or whose value it would refuse. */
export function settingsProblems(objects: readonly Manifest[], schemas: ReadonlyMap<string, ServiceConfig>): readonly string[] {
  return podsOf(objects).flatMap((pod) =>
    containersOf(pod).flatMap((one) => {
      const schema = schemas.get(processOf(one) ?? '');
      if (schema === undefined) return [];
      const environment = environmentOf(one, objects);
      return [...environmentProblems(schema, environment), ...refusedValues(schema, environment)].map((problem) => `${pod.owner}/${one.name}: ${problem}`);
    }),
  );
}

/** What names files and folders is judged by the process that has them (see references.ts). */
function refusedValues({ prefix, shape }: ServiceConfig, environment: Readonly<Record<string, string>>): readonly string[] {
  const settings = Object.values(shape).flatMap((area) => Object.values(area));
  return settings.flatMap((one) => {
    const value = environment[prefix + one.key];
    if (value === undefined || one.file || /_(?:DIR|DIRECTORY|FILES)$/.test(one.key)) return [];
    try {
      one.parse(value);
      return [];
    } catch (error) {
      return [`${prefix}${one.key}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
}
