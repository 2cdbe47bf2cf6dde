import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { HttpGateway } from './http-gateway.js';

const SCREENSHOTS = join(tmpdir(), 'paraph-gateway-screenshots');
const ARGUMENTS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

let gateway: HttpGateway;
let browser: Browser;
const offences: string[] = [];
const asked: string[] = [];

beforeAll(async () => {
  gateway = await new HttpGateway().open();
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });
});
beforeEach(() => {
  offences.length = 0;
  asked.length = 0;
});
afterAll(async () => {
  await browser?.close();
  await gateway?.close();
});

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-GB', viewport: { width: 1_000, height: 1_200 }, ...options })).newPage();
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && offences.push(message.text()));
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`${gateway.address}${path}`);
  return page;
}

describe.each(['v1', 'v2'])('the page of %s in a browser', (version) => {
  it('shows itself with its style, asks for nothing else, and offends no policy', async () => {
    const page = await open(`/csc/${version}/docs`);
    expect(await page.title()).toBe(`Signature API – /csc/${version}`);
    expect(await page.evaluate<string>('getComputedStyle(document.body).maxWidth')).not.toBe('none');
    expect([asked, offences]).toEqual([[`${gateway.address}/csc/${version}/docs`], []]);
    await page.screenshot({ path: join(SCREENSHOTS, `${version}-wide.png`) });
    await page.context().close();
  });

  it('is read by keyboard alone: to the methods, into the errors, and to the other language', async () => {
    const page = await open(`/csc/${version}/docs`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate<boolean>("document.activeElement.matches('.skip')")).toBe(true);
    await page.keyboard.press('Enter');
    expect(page.url()).toMatch(/#methods$/);
    const errors = page.locator('section', { has: page.getByRole('heading', { name: 'credentials/info', exact: true }) }).locator('summary');
    await errors.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('cell', { name: 'Invalid parameter certificates' }).first().isVisible()).resolves.toBe(true);
    await page.getByRole('link', { name: 'En français' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/lang=fr/);
    expect(await page.locator('html').getAttribute('lang')).toBe('fr');
    await page.context().close();
  });

  it('has the landmarks and heads that a screen reader goes by', async () => {
    const page = await open(`/csc/${version}/docs`, { locale: 'fr-FR' });
    expect([
      await page.getByRole('main').count(),
      await page.getByRole('navigation', { name: 'Méthodes' }).count(),
      await page.getByRole('heading', { level: 1 }).count(),
    ]).toEqual([1, 1, 1]);
    const methods = await page.getByRole('navigation').getByRole('link').count();
    expect(await page.getByRole('heading', { level: 2 }).count()).toBe(methods);
    const table = page.getByRole('region', { name: 'credentials/info: Requête' }).getByRole('table');
    expect(await table.getByRole('columnheader').allTextContents()).toEqual(['Membre', 'Type', 'Requis', 'Signification']);
    expect(await table.getByRole('rowheader').first().textContent()).toBe('credentialID');
    await page.context().close();
  });

  it.each([320, 390])('fits a screen %d pixels wide', async (width) => {
    const page = await open(`/csc/${version}/docs?lang=fr`, { viewport: { width, height: 800 }, colorScheme: 'dark' });
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    // Its heads are out of sight there, and still heads.
    expect(await page.getByRole('columnheader').count()).toBeGreaterThan(10);
    await page.screenshot({ path: join(SCREENSHOTS, `${version}-${width}.png`) });
    await page.context().close();
  });
});
