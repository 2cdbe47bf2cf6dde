import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockedPackages } from '../supply/locked-packages.ts';
import type { InstalledPackage } from './installed-packages.ts';
import type { ImageOf } from './processes.ts';

/** A part of an image, as CycloneDX 1.5 names it. */
interface Component {
  readonly type: 'application' | 'library' | 'operating-system';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses?: readonly { readonly expression: string }[];
  readonly hashes?: readonly { readonly alg: 'SHA-512'; readonly content: string }[];
}

/** What an image's bill is made from. */
export interface BillOrder {
  readonly image: ImageOf;
  readonly installed: readonly InstalledPackage[];
  readonly osPackages?: string | undefined;
}

/** The bill of materials of one image (CycloneDX 1.5): its packages with licence and digest of the lockfile, Node.js, the system's libraries. Same sources, same text. */
export function billOfMaterials(root: string, { image, installed, osPackages }: BillOrder): object {
  const locked = lockedPackages(root);
  const [own, node] = [locked.own, locked.at('node_modules/node')];
  const components = [
    // Not imported by anything: it is what runs.
    npmComponent({ name: 'node', version: node.version, license: node.license, integrity: node.integrity }),
    ...installed.map(({ name, version, folder }) => {
      const { license, integrity, version: lockedVersion } = locked.at(folder);
      if (lockedVersion !== version) throw new Error(`${folder} has version ${version}, the lockfile says ${lockedVersion}: run \`npm ci\``);
      return npmComponent({ name, version, license, integrity });
    }),
    ...(osPackages === undefined ? [] : systemComponents(osPackages)),
  ].sort((one, other) => one['bom-ref'].localeCompare(other['bom-ref']));
  const title = image.title ?? image.process;
  const serial = createHash('sha256')
    .update(JSON.stringify([title, own.version, components]))
    .digest('hex');
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: `urn:uuid:${serial.slice(0, 8)}-${serial.slice(8, 12)}-5${serial.slice(13, 16)}-a${serial.slice(17, 20)}-${serial.slice(20, 32)}`,
    version: 1,
    metadata: {
      component: {
        type: 'container',
        'bom-ref': `paraph/${title}@${own.version}`,
        name: `paraph/${title}`,
        version: own.version,
        licenses: [{ expression: own.license }],
      },
    },
    // A package that lies in two folders is one component.
    components: components.filter((one, index) => components[index - 1]?.['bom-ref'] !== one['bom-ref']),
  };
}

function npmComponent(one: { readonly name: string; readonly version: string; readonly license: string; readonly integrity: string | undefined }): Component {
  const purl = `pkg:npm/${one.name.replace('@', '%40')}@${one.version}`;
  const hash = one.integrity?.startsWith('sha512-') === true ? Buffer.from(one.integrity.slice(7), 'base64').toString('hex') : undefined;
  return {
    type: 'library',
    'bom-ref': purl,
    name: one.name,
    version: one.version,
    purl,
    licenses: [{ expression: one.license }],
    ...(hash === undefined ? {} : { hashes: [{ alg: 'SHA-512', content: hash }] }),
  };
}

/** What the Debian package notes in the image's root say; their licences lie beside the files, under /usr/share/doc. */
function systemComponents(folder: string): Component[] {
  if (!existsSync(folder)) throw new Error(`${folder} is missing: the root of the images was not laid out`);
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const field = (name: string): string => new RegExp(`^${name}: (.+)$`, 'm').exec(text)?.[1] ?? 'unknown';
      const purl = `pkg:deb/debian/${field('Package')}@${encodeURIComponent(field('Version'))}?arch=${field('Architecture')}`;
      return { type: 'library', 'bom-ref': purl, name: field('Package'), version: field('Version'), purl };
    });
}
