import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PageFolder } from './page-folder.js';

const folder = mkdtempSync(join(tmpdir(), 'paraph-pages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a folder of pages', () => {
  for (const name of ['page.js', 'style.css', 'frame.css', 'page.js.map', 'notes.txt']) writeFileSync(join(folder, name), `of ${name}`);
  const pages = new PageFolder(pathToFileURL(`${folder}/`));

  it('has scripts and sheets with their types', () => {
    expect(pages.file('page.js')).toEqual({ contentType: 'text/javascript; charset=utf-8', content: 'of page.js' });
    expect(pages.file('style.css')?.contentType).toBe('text/css; charset=utf-8');
  });

  it('has the sheet and the icon that all pages have, whatever lies in the folder', () => {
    expect(pages.file('frame.css')?.content).toContain(':focus-visible');
    expect(pages.file('icon.svg')).toEqual({ contentType: 'image/svg+xml', content: expect.stringContaining('<svg') });
  });

  it.each(['page.js.map', 'notes.txt', '../page.js', 'none.js', '', '__proto__'])('has nothing called %j', (name) => {
    expect(pages.file(name)).toBeUndefined();
  });

  it('is not read again: what changes on the disk does not change what is served', () => {
    writeFileSync(join(folder, 'page.js'), 'something else');
    expect(pages.file('page.js')?.content).toBe('of page.js');
  });
});
