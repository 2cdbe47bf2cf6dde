import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { fromBase64Url } from '@paraph/kernel';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import type { ServedPage } from './served-page.js';
import { aChange, anEnrolment, aProposal, aStatement, signed, types } from './statement-builder.js';

export const UID = 'V1StGXR8_Z5jdHi6B-myT';

const SCREENSHOTS = join(tmpdir(), 'paraph-approval-screenshots');
const ARGUMENTS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const ENGLISH: BrowserContextOptions = { locale: 'en-GB', viewport: { width: 900, height: 1000 } };

/** A phone held upright. */
export const NARROW: BrowserContextOptions = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true };

/** The system's Chromium, with a person at it who opens the page, and a list of what a page did that it must not do. */
export class Visitor {
  /** Errors, refused loads, requests to anybody but the page's own origin and identity. */
  readonly offences: string[] = [];

  private constructor(
    readonly browser: Browser,
    readonly served: ServedPage,
  ) {}

  static async arrive(served: ServedPage): Promise<Visitor> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    return new Visitor(await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS }), served);
  }

  /** A tab of a fresh browser profile; `prepare` sees it before the page is opened. */
  async visit(fragment: string, options: BrowserContextOptions = {}, prepare?: (page: Page) => Promise<unknown>): Promise<Page> {
    const context = await this.browser.newContext({ ...ENGLISH, ...options });
    const page = await context.newPage();
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && this.offences.push(message.text()));
    page.on('pageerror', (error) => this.offences.push(error.message));
    page.on('request', (request) => {
      const { origin, hostname } = new URL(request.url());
      if (origin !== this.served.origin && hostname !== 'identity.localhost' && !request.url().startsWith('data:')) this.offences.push(request.url());
    });
    await prepare?.(page);
    await page.goto(`${this.served.origin}/${fragment}`);
    return page;
  }

  /** The same tab at another fragment, as identity would send it there again. */
  async comeBack(page: Page, fragment: string): Promise<void> {
    await page.goto(`${this.served.origin}/${fragment}`);
  }

  async leave(): Promise<void> {
    await this.browser.close();
  }
}

/** A statement made now, so that the browser's own clock accepts it. */
export function current(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const iat = Math.floor(Date.now() / 1000);
  return { iat, exp: iat + 300, ...changes };
}

const builders = { activation: aStatement, enrolment: anEnrolment, change: aChange, proposal: aProposal };

/** A signed statement of one kind, and the address it is opened at. */
export async function aRequest(
  served: ServedPage,
  kind: keyof typeof builders,
  changes: Record<string, unknown> = {},
): Promise<{ fragment: string; compact: string }> {
  const compact = await signed(served.sam, builders[kind](current(changes)), { typ: types[kind] });
  return { fragment: `#${kind === 'activation' ? `uid=${UID}&` : ''}statement=${compact}`, compact };
}

export interface Carried {
  readonly path: string;
  readonly challenge: string;
  readonly act: Record<string, unknown>;
}

/** What was carried to identity. It stands behind the `#` only, and no server was sent it. */
export async function carried(page: Page, served: ServedPage): Promise<Carried> {
  await page.waitForURL(/identity\.localhost.*\/carry#/);
  const url = new URL(page.url());
  const parameters = new URLSearchParams(url.hash.slice(1));
  expect([url.origin, url.search, [...parameters.keys()].join()]).toEqual([served.identityOrigin, '', 'challenge,act']);
  expect(served.visits.at(-1)).toBe(url.pathname);
  const act = fromBase64Url(parameters.get('act') ?? '') ?? new Uint8Array();
  return { path: url.pathname, challenge: parameters.get('challenge') ?? '', act: JSON.parse(Buffer.from(act).toString('utf8')) as Record<string, unknown> };
}

/** A picture to look at, for whoever asks for pictures (`PARAPH_PICTURES=1`): hundreds of them are a good part of the time these tests take. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (process.env['PARAPH_PICTURES'] === '1') await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}
