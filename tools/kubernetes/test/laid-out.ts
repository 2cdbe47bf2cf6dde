import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { containersOf, podsOf, type Volume } from '../pods.ts';
import type { Manifest } from '../render.ts';
import { environmentOf } from '../settings.ts';

const held = z.looseObject({ data: z.record(z.string(), z.string()).default({}) });

/**
 * The files that a process would find in its pod, laid below a folder of this machine, and its environment with the paths that lead there. What operators
 * make (certificates) is taken from `made`, by the name of the file.
 */
export function laidOut(folder: string, process: string, around: { readonly objects: readonly Manifest[]; readonly made: Readonly<Record<string, string>> }) {
  const pod = podsOf(around.objects).find(({ owner }) => owner === `Deployment/${process}`);
  const main = pod && containersOf(pod).find(({ name }) => name === 'process');
  if (pod === undefined || main === undefined) throw new Error(`there is no Deployment ${process}`);
  for (const { name, mountPath } of main.volumeMounts) {
    const volume = pod.spec.volumes.find((one) => one.name === name);
    const files = volume === undefined ? {} : filesOf(volume, around);
    mkdirSync(join(folder, mountPath), { recursive: true });
    for (const [path, text] of Object.entries(files)) write(join(folder, mountPath, path), text);
  }
  const places = main.volumeMounts.map(({ mountPath }) => mountPath);
  const moved = (value: string): string => (places.some((place) => value === place || value.startsWith(`${place}/`)) ? join(folder, value) : value);
  return Object.fromEntries(Object.entries(environmentOf(main, around.objects)).map(([key, value]) => [key, moved(value)]));
}

function filesOf({ secret, configMap, projected }: Volume, around: Parameters<typeof laidOut>[2]): Readonly<Record<string, string>> {
  const one = (kind: string, name: string, items?: readonly { key: string; path: string }[]): Record<string, string> => {
    const object = around.objects.find((each) => each.kind === kind && each.metadata.name === name);
    const data = Object.entries(held.parse(object ?? {}).data).map(
      ([key, value]) => [key, kind === 'Secret' ? Buffer.from(value, 'base64').toString() : value] as const,
    );
    const known = new Map(data);
    const wanted = items ?? data.map(([key]) => ({ key, path: key }));
    return Object.fromEntries(wanted.map(({ key, path }) => [path, known.get(key) ?? around.made[key] ?? '']));
  };
  const sources = [{ secret: secret && { name: secret.secretName, items: secret.items }, configMap }, ...(projected?.sources ?? [])];
  const files = sources.flatMap((source) => [
    ...(source.secret ? Object.entries(one('Secret', source.secret.name, source.secret.items)) : []),
    ...(source.configMap ? Object.entries(one('ConfigMap', source.configMap.name, source.configMap.items)) : []),
  ]);
  return Object.fromEntries(files);
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
