import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import type { Manifest } from './render.ts';

/** Packages with the published schemas, by the group of an API; the groups of Kubernetes itself are in one. */
const PACKAGES: Readonly<Record<string, string>> = {
  'cert-manager.io': '@kubernetes-models/cert-manager',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
  'postgresql.cnpg.io': '@kubernetes-models/cloudnative-pg',
};

interface Model {
  readonly file: string;
  readonly kind: string;
}

/**
 * What the published schemas have against these objects. The packages' own validation knows required fields, values and forms and lets an unknown field
 * pass; the types that come with it do not, where an object is written down as one. So both are asked.
 */
export async function schemaProblems(root: string, objects: readonly Manifest[]): Promise<readonly string[]> {
  const known = objects.map((one) => ({ one, model: modelOf(root, one) }));
  const unknown = known.flatMap(({ one, model }) => (model === undefined ? [`${one.apiVersion} ${one.kind}: no published schema`] : []));
  const found = known.flatMap(({ one, model }) => (model === undefined ? [] : [{ one, model }]));
  const refused = await Promise.all(found.map(({ one, model }) => refusedBySchema(one, model)));
  return [...unknown, ...refused.flat(), ...refusedByTypes(root, found)];
}

function modelOf(root: string, { apiVersion, kind }: Manifest): Model | undefined {
  const [group = '', version] = apiVersion.split('/');
  const place = version === undefined ? [group] : [group, version];
  const file = resolve(root, 'node_modules', PACKAGES[group] ?? 'kubernetes-models', ...place, `${kind}.js`);
  return existsSync(file) ? { file, kind } : undefined;
}

async function refusedBySchema(one: Manifest, { file, kind }: Model): Promise<string[]> {
  const module: unknown = await import(pathToFileURL(file).href);
  // Each module exports its class under the kind's name.
  const { [kind]: Kind } = module as Record<string, new (data: object) => { validate(): void }>;
  if (Kind === undefined) return [`${one.kind}: ${file} has no such class`];
  try {
    new Kind(one).validate();
    return [];
  } catch (error) {
    return [`${one.kind}/${one.metadata.name}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function refusedByTypes(root: string, found: readonly { readonly one: Manifest; readonly model: Model }[]): string[] {
  const name = join(root, 'tools', 'kubernetes', 'rendered-objects.ts');
  const lines = found.map(({ one, model: { file, kind } }, place) => {
    const path = JSON.stringify(`./${relativeTo(dirname(name), file)}`);
    return `import type { I${kind} as T${place} } from ${path}; const o${place}: T${place} = ${JSON.stringify(one)}; void o${place};`;
  });
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    lib: ['lib.es2024.d.ts'],
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...more) => (file === name ? ts.createSourceFile(file, lines.join('\n'), ts.ScriptTarget.ES2024, true) : read(file, ...more));
  const program = ts.createProgram([name], options, host);
  const source = program.getSourceFile(name);
  return ts.getPreEmitDiagnostics(program, source).map(({ start = 0, messageText }) => {
    const about = found[source?.getLineAndCharacterOfPosition(start).line ?? 0]?.one;
    return `${about?.kind}/${about?.metadata.name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

function relativeTo(folder: string, file: string): string {
  const up = folder.split('/').length - resolve(folder, '../..').split('/').length;
  return `${'../'.repeat(up)}${file.slice(resolve(folder, '../..').length + 1)}`;
}
