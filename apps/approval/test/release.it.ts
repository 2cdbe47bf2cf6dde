import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { aRequest, Visitor } from './browser.js';
import { ServedPage } from './served-page.js';

let served: ServedPage;
let visitor: Visitor;

beforeAll(async () => {
  served = await ServedPage.start();
  visitor = await Visitor.arrive(served);
});

afterAll(async () => {
  await visitor?.leave();
  await served?.stop();
});

const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${new URL(served.origin).port}/${path}`);
const text = async (path: string): Promise<string> => (await get(path)).text();

describe('what is served', () => {
  it('is exactly what the list says, file by file', async () => {
    const { digest, files } = JSON.parse(await text('release.json')) as { digest: string; files: { path: string; sha256: string }[] };
    expect(digest).toBe(served.digest);
    expect(files.length).toBeGreaterThan(60);
    for (const { path, sha256 } of files) {
      expect([
        path,
        createHash('sha256')
          .update(await text(path))
          .digest('hex'),
      ]).toEqual([path, sha256]);
    }
  });

  it('is everything that a browser loads, and nothing more', async () => {
    const asked: string[] = [];
    const page = await visitor.visit((await aRequest(served, 'activation')).fragment, {}, async (tab) =>
      tab.on('request', (request) => asked.push(new URL(request.url()).pathname)),
    );
    await page.locator('#decision').waitFor();
    const { files } = JSON.parse(await text('release.json')) as { files: { path: string }[] };
    const listed = files.map(({ path }) => `/${path}`);
    const [loaded, modules] = [new Set(asked), listed.filter((path) => path.endsWith('.js'))];
    expect([...loaded].filter((path) => path !== '/' && !listed.includes(path))).toEqual([]);
    expect(modules.filter((path) => !loaded.has(path))).toEqual([]);
    expect(visitor.offences).toEqual([]);
  });

  it('is told by digest to whoever watches the process', async () => {
    expect(await text('metrics')).toContain(`paraph_approval_release_info{digest="${served.digest}",service="approval"} 1`);
    expect(await (await get('health/ready')).json()).toEqual({ status: 'ready' });
  });

  it.each(['../approval.module.js', '..%2fapproval.module.js', 'fragment.spec.ts', 'release.d.ts', 'words', 'words/en/', 'main.js/', 'nothing.js', '.env'])(
    'is not %s',
    async (path) => {
      const { status, headers } = await get(path);
      expect([status, headers.get('x-frame-options')]).toEqual([404, 'DENY']);
    },
  );
});

describe('a browser runs no file but those', () => {
  /** Opens the page with one file passed on by somebody on the way, who adds something to it. */
  const passedOn = async (name: string, more: string): Promise<Page> => {
    const body = (await text(name)) + more;
    const { fragment } = await aRequest(served, 'activation');
    return visitor.visit(fragment, {}, (tab) => tab.route(`**/${name}`, (route) => route.fulfill({ contentType: 'text/javascript', body })));
  };

  it.each(['main.js', 'sealed/jwe.js', 'release.js'])('not when %s was changed on its way', async (name) => {
    const whole = await passedOn(name, '');
    await whole.locator('#decision').waitFor();

    const changed = await passedOn(name, ';window.stolen = true;');
    await changed.getByText('If this text stays, the page could not be loaded.').waitFor();
    expect(await changed.evaluate(() => 'stolen' in window)).toBe(false);
    expect(await changed.locator('button:visible, input').count()).toBe(0);
    expect(visitor.offences.splice(0).join()).toMatch(/integrity/i);
  });

  it('not when a file is slipped in beside them', async () => {
    const page = await visitor.visit((await aRequest(served, 'activation')).fragment);
    await page.locator('#decision').waitFor();
    const outcome = await page.evaluate(
      (address) =>
        import(address).then(
          () => 'ran',
          () => 'refused',
        ),
      'data:text/javascript,window.stolen = true',
    );
    expect([outcome, await page.evaluate(() => 'stolen' in window)]).toEqual(['refused', false]);
    visitor.offences.length = 0;
  });

  it('not in a worker that would outlive it', async () => {
    const page = await visitor.visit((await aRequest(served, 'activation')).fragment);
    await page.locator('#decision').waitFor();
    const outcome = await page.evaluate(() =>
      navigator.serviceWorker.register('/main.js').then(
        () => 'registered',
        () => 'refused',
      ),
    );
    expect(outcome).toBe('refused');
    visitor.offences.length = 0;
  });

  it('not within another page', async () => {
    const host = await visitor.browser.newPage();
    await host.route('http://identity.localhost/frame', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<iframe src="${served.origin}/" allow="publickey-credentials-get *"></iframe>` }),
    );
    await host.goto('http://identity.localhost/frame');
    await expect(host.frameLocator('iframe').locator('#content').waitFor({ timeout: 2_000 })).rejects.toThrow();
  });
});
