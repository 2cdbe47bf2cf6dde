/**
 * `npm run images`: builds every image of deploy/images/Containerfile on a machine without a container engine, starts each one and looks at what it
 * can do. For whoever changes the Containerfile, and for the long profile.
 *
 *   npm run images [-- TARGET…] [--containerfile FILE] [--json FILE] [--export DIR]
 */
import { dirname, join, resolve } from 'node:path';
import { copyFileSync, mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { machineFacts } from '../bench/machine-facts.ts';
import { writeJson } from '../stack/json-file.ts';
import { seconds } from '../stack/progress.ts';
import { cannotBuild, makeBases, npmSettings } from './bases.ts';
import { Buildah } from './buildah.ts';
import { CONTAINERFILE } from './containerfile.ts';
import { inspectImage, type ImageFindings } from './inspect-image.ts';
import { furtherTargets, IMAGE_ROOT, images } from './processes.ts';
import { freezeSources, sourceFacts } from './source-facts.ts';

const root = resolve(import.meta.dirname, '../..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { containerfile: { type: 'string', default: CONTAINERFILE }, json: { type: 'string' }, export: { type: 'string' } },
});

const lacking = cannotBuild();
if (lacking !== undefined) {
  console.error(lacking);
  process.exit(2);
}

const all = [...images.map(({ process }) => process), ...furtherTargets];
const targets = positionals.length > 0 ? positionals : all;
const folder = join(root, '.paraph-tools/images');
mkdirSync(folder, { recursive: true });
const buildah = new Buildah(folder);
const { version, revision, epoch } = sourceFacts(root);

const sources = join(folder, 'sources');
await step('sources', () => freezeSources(root, sources));
await step('bases', () => makeBases(buildah, folder));
for (const target of targets) await step(`image ${target}`, () => build(target));
const found: ImageFindings[] = [];
for (const target of targets) found.push(await step(`start ${target}`, () => inspectImage(buildah, target, `paraph/${target}:${version}`)));

for (const { target, mebibytes, packages, problems } of found) {
  console.log(`${problems.length === 0 ? '✓' : '✗'} ${target.padEnd(14)} ${mebibytes.toFixed(1).padStart(7)} MiB  ${String(packages).padStart(4)} packages`);
  for (const problem of problems) console.log(`    ${problem}`);
}
if (values.export !== undefined) for (const target of targets) await step(`export ${target}`, () => exportImage(resolve(values.export ?? ''), target));
if (values.json !== undefined) {
  mkdirSync(dirname(resolve(values.json)), { recursive: true });
  writeJson(resolve(values.json), { machine: machineFacts(), images: found });
}
process.exitCode = found.every(({ problems }) => problems.length === 0) ? 0 : 1;

function build(target: string): void {
  const says = [`VERSION=${version}`, `REVISION=${revision}`, `CREATED=${new Date(epoch * 1000).toISOString()}`];
  buildah.run(
    'bud',
    ...['--isolation', 'chroot', '--format', 'docker', '--layers', '--pull-never', '--timestamp', String(epoch)],
    ...npmSettings(),
    ...says.flatMap((one) => ['--build-arg', one]),
    ...['--target', target, '--tag', `paraph/${target}:${version}`, '--file', resolve(sources, values.containerfile), sources],
  );
}

/** An image as one file that any engine loads, and its bill of materials beside it. */
function exportImage(out: string, target: string): void {
  mkdirSync(out, { recursive: true });
  buildah.run('push', '--quiet', `paraph/${target}:${version}`, `oci-archive:${join(out, `${target}.oci.tar`)}:paraph/${target}:${version}`);
  const opened = buildah.open(`paraph/${target}:${version}`);
  copyFileSync(join(opened.root, IMAGE_ROOT, 'sbom.cdx.json'), join(out, `${target}.cdx.json`));
  opened.close();
}

async function step<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const began = performance.now();
  try {
    const result = await work();
    console.log(`  ✓ ${name} (${seconds(performance.now() - began)})`);
    return result;
  } catch (error) {
    console.log(`  ✗ ${name}`);
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
