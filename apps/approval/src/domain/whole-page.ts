import { pinIndex } from './integrity.js';
import { manifestOf } from './manifest.js';
import { Page, type PageFile } from './page.js';
import { releaseModule, type Release } from './release.js';
import { headersText, securityHeaders } from './security-headers.js';

/** What each kind of file is sent as. A file of another kind is no part of the page. */
export const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/**
 * The page of one installation: the source's files, the module of its release, `index.html` with the digests of all of
 * them, the headers as a text, and the manifest. The same source and the same release give the same bytes, on any machine.
 */
export class WholePage extends Page {
  readonly #files: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string>>;
  override readonly digest: string;

  constructor(sources: ReadonlyMap<string, string>, release: Release) {
    super();
    const index = sources.get('index.html');
    if (index === undefined) throw new Error('the page has no index.html');
    const files = new Map([...sources, ['release.js', releaseModule(release)]]);
    const { html, scriptSource } = pinIndex(index, files);
    this.headers = securityHeaders(scriptSource);
    files.set('index.html', html).set('headers.txt', headersText(this.headers));
    const manifest = manifestOf(files);
    this.digest = manifest.digest;
    this.#files = files.set('release.json', `${JSON.stringify(manifest, undefined, 2)}\n`);
  }

  override file(path: string): PageFile | undefined {
    const content = this.#files.get(path);
    const contentType = contentTypes[path.slice(path.lastIndexOf('.') + 1)];
    return content === undefined || contentType === undefined ? undefined : { contentType, content };
  }
}
