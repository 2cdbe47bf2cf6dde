import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ECDSA_SHA256, origin, sandbox, state } from './stack.ts';
import type { Application } from './application.ts';
import { launchBrowser } from './browser.ts';

/** One person's tab, and what it complained about. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Violations of the content security policy, errors of scripts, requests to hosts that are not ours. */
  readonly complaints: string[];
}

/** A browser for a file of tests, and a stand-in for the application at the address it is answered at. */
export class Visits {
  readonly #browser: Browser;
  readonly #answers: Server;

  private constructor(browser: Browser, answers: Server) {
    this.#browser = browser;
    this.#answers = answers;
  }

  static async open(): Promise<Visits> {
    mkdirSync(screenshots(), { recursive: true });
    const answers = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>back</title>'));
    await new Promise<void>((done) => answers.listen(Number(new URL(sandbox().redirectUri).port), '127.0.0.1', done));
    return new Visits(await launchBrowser(), answers);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#answers.closeAllConnections();
    this.#answers.close();
  }

  async begin(locale = 'en-GB'): Promise<Visit> {
    const context = await this.#browser.newContext({ locale, viewport: { width: 900, height: 1000 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    // The browser asks every site for an icon; the stand-in for the application has none.
    page.on('console', (message) => message.type() === 'error' && !message.location().url.endsWith('/favicon.ico') && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => !/^(?:http:\/\/(?:[a-z]+\.localhost|127\.0\.0\.1):\d+\/|data:)/.test(request.url()) && complaints.push(request.url()));
    return { page, context, complaints };
  }
}

const screenshots = (): string => join(state, 'screenshots');

/** A picture to look at, for whoever asks for pictures (`PARAPH_PICTURES=1`): they are a good part of the time these tests take. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (process.env['PARAPH_PICTURES'] === '1') await page.screenshot({ path: join(screenshots(), `${name}.png`), fullPage: true });
}

/** Until the browser is back at the application. */
export const back = (page: Page): Promise<void> => page.waitForURL(`${sandbox().redirectUri}**`);

/** The signer's act on the approval page: reads, and ticks the box. */
export async function consent(page: Page, document: string): Promise<void> {
  await page.waitForURL(`${origin('approval')}/**`);
  await page.getByText(document).first().waitFor();
  await page.getByRole('checkbox').check();
}

/** The one button that goes on. */
export const goOn = (page: Page): Promise<void> => page.locator('#proceed').click();

/** The signer whom the stack enrolled for this login: what is enrolled for another one is not shown on their own page. */
export const signerOf = (login: string): string => sandbox().users.find((user) => user.login === login)?.signerId ?? '';

/** What the application is answered when it redeems what the browser brought back and signs. */
export async function signedBy(
  application: Application,
  page: Page,
  about: { readonly pushed: Awaited<ReturnType<Application['push']>>; readonly credentialId: string; readonly hash: string },
): Promise<number> {
  const answer = await application.redeem(about.pushed, new URL(page.url()));
  const body = { credentialID: about.credentialId, hashes: [about.hash], signAlgo: ECDSA_SHA256 };
  return (await application.sign(String(answer.json?.['access_token']), body)).status;
}
