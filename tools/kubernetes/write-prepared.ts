import { readFileSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import type { StateFolder } from '../stack/state.ts';
import type { PreparedObject } from './secret-files.ts';

const ADDED = /^([a-z0-9-]+)\/([A-Za-z0-9._-]+)=(.+)$/;

/** The objects with files of the operator's own put to them, `OBJECT/KEY=FILE` each; an object that is not there yet becomes a Secret. */
export function withAdded(objects: readonly PreparedObject[], words: readonly string[]): readonly PreparedObject[] {
  return words.reduce((known, word) => {
    const [, name = '', key = '', file = ''] = ADDED.exec(word) ?? [];
    if (file === '') throw new Error(`${word} is not OBJECT/KEY=FILE`);
    const found = known.find((one) => one.name === name) ?? { kind: 'Secret' as const, name, files: {} };
    const longer = { ...found, files: { ...found.files, [key]: readFileSync(file, 'utf8').trimEnd() } };
    return [...known.filter((one) => one.name !== name), longer];
  }, objects);
}

/** Writes each file, and a kustomization that makes the objects of them under names that stay. */
export function writePrepared(state: StateFolder, objects: readonly PreparedObject[]): void {
  const generated = (kind: PreparedObject['kind']) =>
    objects
      .filter((one) => one.kind === kind)
      .map(({ name, type, files }) => ({
        name,
        ...(type !== undefined && { type }),
        files: Object.entries(files).map(([key, content]) => written(state, name, { key, content })),
      }));
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: 'paraph',
    generatorOptions: { disableNameSuffixHash: true },
    secretGenerator: generated('Secret'),
    configMapGenerator: generated('ConfigMap'),
  };
  writeFileSync(state.path('kustomization.yaml'), `# Written by tools/kubernetes/prepare.ts. Everything beside it is secret.\n${stringify(kustomization)}`, {
    mode: 0o600,
  });
}

/** No line ends where none is meant: a Secret's bytes are used as they are. */
function written(state: StateFolder, object: string, { key, content }: { readonly key: string; readonly content: string }): string {
  state.folder('objects', object);
  writeFileSync(state.path('objects', object, key), content, { mode: 0o600 });
  return `${key}=objects/${object}/${key}`;
}
