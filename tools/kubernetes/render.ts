import { execFileSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { which } from '../bootstrap/command.mjs';

const manifest = z.looseObject({ apiVersion: z.string(), kind: z.string(), metadata: z.looseObject({ name: z.string() }) });

/** One object, as `kubectl apply` would send it. */
export type Manifest = z.infer<typeof manifest>;

/** What renders a kustomization: kubectl, or kustomize alone. */
export function renderer(): readonly string[] | undefined {
  if (which('kubectl')) return ['kubectl', 'kustomize'];
  return which('kustomize') ? ['kustomize', 'build'] : undefined;
}

/** The objects of a kustomization. */
export function render(folder: string): readonly Manifest[] {
  const [program, ...words] = renderer() ?? [];
  if (program === undefined) throw new Error('neither kubectl nor kustomize is installed');
  return manifestsOf(execFileSync(program, [...words, folder], { encoding: 'utf8', stdio: 'pipe', maxBuffer: 1 << 26 }));
}

/** The objects of a text with one or more YAML documents. */
export function manifestsOf(text: string): readonly Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    const found: unknown = document.toJS();
    return found === null ? [] : [unfolded(manifest.parse(found))];
  });
}

/** Kustomize folds long values of a Secret into lines, which the API takes and the published form of base64 does not. */
function unfolded(one: Manifest): Manifest {
  if (one.kind !== 'Secret') return one;
  const data = z.record(z.string(), z.string()).parse(one['data'] ?? {});
  return { ...one, data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, value.replaceAll('\n', '')])) };
}
