import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { Release } from './release.js';
import { WholePage } from './whole-page.js';

const release: Release = {
  identityOrigin: 'https://identity.example',
  statementKeys: [{ kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43), kid: 'statement-1' }],
};
const sources = (changes: Record<string, string> = {}): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({
      'index.html': '<head>\n    <!-- integrity -->\n</head>',
      'main.js': "import './parts/element.js';",
      'parts/element.js': 'export {};',
      'style.css': 'body {}',
      'icon.svg': '<svg/>',
      ...changes,
    }),
  );
const digestOf = (page: WholePage, path: string, encoding: 'hex' | 'base64') =>
  createHash('sha256')
    .update(page.file(path)?.content ?? '')
    .digest(encoding);
interface Listing {
  readonly digest: string;
  readonly files: { readonly path: string; readonly sha256: string }[];
}
const listing = (page: WholePage): Listing => JSON.parse(page.file('release.json')?.content ?? '') as Listing;

describe('the page of an installation', () => {
  const page = new WholePage(sources(), release);

  it('lists every file with its digest, and the digest of the list', () => {
    const { digest, files } = listing(page);
    expect(files.map(({ path }) => path)).toEqual(['headers.txt', 'icon.svg', 'index.html', 'main.js', 'parts/element.js', 'release.js', 'style.css']);
    for (const { path, sha256 } of files) expect(sha256).toBe(digestOf(page, path, 'hex'));
    const lines = files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');
    expect(digest).toBe(createHash('sha256').update(lines).digest('hex'));
    expect(page.digest).toBe(digest);
  });

  it('is the same whatever the order of the files', () => {
    expect(new WholePage(new Map([...sources()].reverse()), release).digest).toBe(page.digest);
  });

  it.each<[string, Record<string, string>, Partial<Release>]>([
    ['a file changes', { 'parts/element.js': 'export {}; ' }, {}],
    ['a file is added', { 'parts/more.js': '' }, {}],
    ['identity moves', {}, { identityOrigin: 'https://evil.example' }],
    ['a key is added', {}, { statementKeys: [...release.statementKeys, { ...release.statementKeys[0]!, kid: 'mine' }] }],
  ])('has another digest when %s', (_, changes, moved) => {
    expect(new WholePage(sources(changes), { ...release, ...moved }).digest).not.toBe(page.digest);
  });

  it('pins every module and the sheet in its first file', () => {
    const html = page.file('index.html')?.content ?? '';
    const map = JSON.parse(/<script type="importmap">(.*?)<\/script>/s.exec(html)?.[1] ?? '') as { integrity: Record<string, string> };
    expect(Object.keys(map.integrity)).toEqual(['/main.js', '/parts/element.js', '/release.js']);
    for (const [path, integrity] of Object.entries(map.integrity)) expect(integrity).toBe(`sha256-${digestOf(page, path.slice(1), 'base64')}`);
    expect(html).toContain(`<link rel="stylesheet" href="/style.css" integrity="sha256-${digestOf(page, 'style.css', 'base64')}" />`);
    expect(html.indexOf('importmap')).toBeLessThan(html.indexOf('modulepreload'));
  });

  it('allows its one inline element by digest, and no other', () => {
    const text = /<script type="importmap">(.*?)<\/script>/s.exec(page.file('index.html')?.content ?? '')?.[1] ?? '';
    const source = `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(page.headers['content-security-policy']).toContain(`script-src 'self' ${source};`);
    expect(page.headers['content-security-policy']).not.toMatch(/unsafe|https?:|\*/);
  });

  it('lists its headers like a file', () => {
    expect(page.file('headers.txt')?.content.trimEnd().split('\n')).toEqual(
      Object.entries(page.headers)
        .map(([name, value]) => `${name}: ${value}`)
        .sort(),
    );
  });

  it.each(['', 'main', '../main.js', 'parts', 'parts/', 'constructor', '__proto__', 'release.json/', 'index.html?x'])('has no file %j', (path) => {
    expect(page.file(path)).toBeUndefined();
  });

  it.each([
    ['no index.html', new Map([['main.js', '']])],
    ['no place for the digests', sources({ 'index.html': '<head></head>' })],
  ])('cannot be made with %s', (_, files) => {
    expect(() => new WholePage(files, release)).toThrow('index.html');
  });
});
