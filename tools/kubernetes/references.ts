import { z } from 'zod';
import { containersOf, podsOf, type Container, type Pod, type Volume } from './pods.ts';
import type { Manifest } from './render.ts';
import { environmentOf } from './settings.ts';

const data = z.looseObject({ data: z.record(z.string(), z.unknown()).default({}) });
const secretName = z.object({ spec: z.object({ secretName: z.string() }) });

/** The keys of every Secret and ConfigMap by `Kind/name`: those that are rendered, and those that operators and people make. */
export function heldKeys(objects: readonly Manifest[]): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    objects.flatMap((one): [string, ReadonlySet<string>][] => {
      const { kind, metadata } = one;
      if (kind === 'Secret' || kind === 'ConfigMap') return [[`${kind}/${metadata.name}`, new Set(Object.keys(data.parse(one).data))]];
      // cert-manager's Certificate, CloudNativePG's Cluster.
      if (kind === 'Certificate') return [[`Secret/${secretName.parse(one).spec.secretName}`, new Set(['tls.crt', 'tls.key', 'ca.crt'])]];
      return kind === 'Cluster' ? [[`Secret/${metadata.name}-ca`, new Set(['ca.crt'])]] : [];
    }),
  );
}

/** What pods name and nobody makes: objects, keys, claims, service accounts, and files in settings that are mounted nowhere. */
export function referenceProblems(objects: readonly Manifest[]): readonly string[] {
  const held = heldKeys(objects);
  const has = (kind: string, name: string): boolean => objects.some((one) => one.kind === kind && one.metadata.name === name);
  return podsOf(objects).flatMap((pod) => {
    const { owner, spec } = pod;
    const account = spec.serviceAccountName ?? 'default';
    return [
      ...(has('ServiceAccount', account) ? [] : [`${owner}: there is no ServiceAccount ${account}`]),
      ...spec.volumes.flatMap((volume) => [
        ...filesOf(volume).flatMap(({ object, keys }) => missing(held, object, keys).map((problem) => `${owner}: ${problem}`)),
        ...(volume.persistentVolumeClaim && !has('PersistentVolumeClaim', volume.persistentVolumeClaim.claimName)
          ? [`${owner}: there is no claim ${volume.persistentVolumeClaim.claimName}`]
          : []),
      ]),
      ...containersOf(pod).flatMap((one) => containerProblems(one, { pod, objects, held }).map((problem) => `${owner}/${one.name}: ${problem}`)),
    ];
  });
}

interface Around {
  readonly pod: Pod;
  readonly objects: readonly Manifest[];
  readonly held: ReadonlyMap<string, ReadonlySet<string>>;
}

function containerProblems(one: Container, { pod, objects, held }: Around): readonly string[] {
  const maps = one.envFrom.flatMap(({ configMapRef }) =>
    configMapRef && !held.has(`ConfigMap/${configMapRef.name}`) ? [`no ConfigMap ${configMapRef.name}`] : [],
  );
  const volumes = new Map(pod.spec.volumes.map((volume) => [volume.name, volume]));
  const mounts = one.volumeMounts.flatMap(({ name }) => (volumes.has(name) || pod.claims.includes(name) ? [] : [`no volume ${name}`]));
  const files = Object.entries(environmentOf(one, objects))
    .filter(([key]) => key.endsWith('_FILE') || key === 'SOFTHSM2_CONF')
    .map(([key, path]) => ({ key, path }));
  const words = (one.command ?? []).flatMap((word) => {
    const [, path] = /^--(?:so-)?pin-file=(.+)$/.exec(word) ?? [];
    return path === undefined ? [] : [{ key: word, path }];
  });
  const lost = [...files, ...words].flatMap(({ key, path }) => (isMounted(path, { one, volumes, held }) ? [] : [`${key}: no file ${path} is mounted`]));
  return [...maps, ...mounts, ...lost];
}

function isMounted(path: string, { one, volumes, held }: { one: Container; volumes: ReadonlyMap<string, Volume>; held: Around['held'] }): boolean {
  return one.volumeMounts.some(({ name, mountPath }) => {
    const volume = volumes.get(name);
    if (volume === undefined || !path.startsWith(`${mountPath}/`)) return false;
    const wanted = path.slice(mountPath.length + 1);
    return filesOf(volume).some(({ object, keys, paths }) => (paths ?? keys ?? [...(held.get(object) ?? [])]).includes(wanted));
  });
}

interface VolumeFiles {
  readonly object: string;
  /** Absent where all keys become files of their names. */
  readonly keys?: readonly string[];
  readonly paths?: readonly string[];
}

function filesOf({ secret, configMap, projected }: Volume): readonly VolumeFiles[] {
  const named = (object: string, items?: readonly { key: string; path: string }[]): VolumeFiles =>
    items === undefined ? { object } : { object, keys: items.map(({ key }) => key), paths: items.map(({ path }) => path) };
  return [
    ...(secret ? [named(`Secret/${secret.secretName}`, secret.items)] : []),
    ...(configMap ? [named(`ConfigMap/${configMap.name}`, configMap.items)] : []),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...(source.secret ? [named(`Secret/${source.secret.name}`, source.secret.items)] : []),
      ...(source.configMap ? [named(`ConfigMap/${source.configMap.name}`, source.configMap.items)] : []),
    ]),
  ];
}

function missing(held: Around['held'], object: string, keys: readonly string[] = []): readonly string[] {
  const known = held.get(object);
  if (known === undefined) return [`there is no ${object}`];
  return keys.filter((key) => !known.has(key)).map((key) => `${object} has no ${key}`);
}
