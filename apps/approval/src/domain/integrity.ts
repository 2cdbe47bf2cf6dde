import { sha256 } from './manifest.js';

/** The placeholder in `index.html` that the list of modules takes the place of. */
const PLACEHOLDER = '<!-- integrity -->';

/** The page's first file with the digests of all others, and what the policy has to know of it. */
export interface PinnedIndex {
  readonly html: string;
  /** The source expression that allows the one inline element, the import map, and nothing else. */
  readonly scriptSource: string;
}

/**
 * Writes the digest of every module and of the sheet into `index.html` (Subresource Integrity; for modules by the import
 * map's `integrity`, which browsers that do not know it ignore). Whoever has verified this one file has verified all: a
 * cache or a mirror cannot mix releases. Whoever can change this file too is what the published digest is watched for.
 */
export function pinIndex(html: string, files: ReadonlyMap<string, string>): PinnedIndex {
  if (!html.includes(PLACEHOLDER)) throw new Error('index.html has no place for the digests');
  const modules = [...files.keys()].filter((path) => path.endsWith('.js')).sort();
  const digest = (path: string): string => `sha256-${sha256(files.get(path) ?? '', 'base64')}`;
  const integrity = Object.fromEntries(modules.map((path) => [`/${path}`, digest(path)]));
  const importMap = JSON.stringify({ integrity }, undefined, 2).replaceAll('<', '\\u003c');
  const lines = [
    `<script type="importmap">${importMap}</script>`,
    ...modules.map((path) => `<link rel="modulepreload" href="/${path}" integrity="${digest(path)}" />`),
    `<link rel="stylesheet" href="/style.css" integrity="${digest('style.css')}" />`,
    `<script type="module" src="/main.js" integrity="${digest('main.js')}"></script>`,
  ];
  return { html: html.replace(PLACEHOLDER, () => lines.join('\n    ')), scriptSource: `'sha256-${sha256(importMap, 'base64')}'` };
}
