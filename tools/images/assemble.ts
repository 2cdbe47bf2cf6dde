/**
 * Lays out what an image has under /opt/paraph: one process's compiled code and the packages it reaches, and nothing else.
 *
 *   node tools/images/assemble.ts [--os-packages FOLDER] [--title NAME] OUT [PROCESS…]     makes OUT/<process> for each
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { images } from './processes.ts';
import { assembleTree } from './tree.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'os-packages': { type: 'string' }, title: { type: 'string' } } });
const [out, ...wanted] = positionals;
const unknown = wanted.filter((name) => !images.some(({ process }) => process === name));
if (out === undefined || unknown.length > 0) {
  process.stderr.write(`usage: assemble.ts [--os-packages FOLDER] [--title NAME] OUT [PROCESS…]${unknown.map((name) => `\nthere is no ${name}`).join('')}\n`);
  process.exit(2);
}

const root = resolve(import.meta.dirname, '../..');
for (const image of images.filter(({ process }) => wanted.length === 0 || wanted.includes(process))) {
  const { packages, bytes } = assembleTree(root, resolve(out, image.process), {
    image: { ...image, ...(values.title === undefined ? {} : { title: values.title }) },
    osPackages: values['os-packages'],
  });
  process.stdout.write(`${image.process}: ${packages} packages, ${(bytes / 2 ** 20).toFixed(1)} MiB\n`);
}
