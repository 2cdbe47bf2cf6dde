import { jest } from '@jest/globals';
import { newId, sha256Hex, toBase64 } from '@paraph/kernel';
import { freePort, startNats, type TestNats } from '@paraph/testing';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import type { ArrivedEvent } from '../../src/domain/event-log.js';
import { HeadKey } from '../../src/domain/head-key.js';
import { CredentialCertificates } from '../../src/domain/proofs/compose-evidence.js';
import { RecordEvents } from '../../src/domain/record-events.js';
import { AuditDatabases } from '../audit-database.js';
import { AUDITOR_TOKEN, startAudit, type RunningAudit } from '../running-audit.js';
import { aParty, Narrator } from '../signature-story.js';
import { SignedLog } from '../signed-log.js';
import { standInForIdentity } from '../stand-in-identity.js';
import { seasoned } from './answers.js';
import { aChain, type TestChain } from './certificates.js';

const SCREENSHOTS = join(tmpdir(), 'paraph-console-screenshots');
const ARGUMENTS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const ENGLISH: BrowserContextOptions = { locale: 'en-GB', viewport: { width: 1_280, height: 900 } };
const SESSION = 'paraph-audit-session';

/** Somebody's tab, and what a page did in it that it must not do. */
export interface Tab {
  readonly page: Page;
  readonly complaints: string[];
}

/** The console as audit serves it over a log with a signature in it, and one browser for all who look. */
export class ConsoleWorld {
  readonly activationId = newId('act');
  readonly unsignedId = newId('act');

  private constructor(
    readonly audit: RunningAudit,
    readonly signed: SignedLog,
    readonly chain: TestChain,
    readonly origin: string,
    private readonly browser: Browser,
    private readonly below: { readonly databases: AuditDatabases; readonly nats: TestNats },
  ) {}

  static async start(): Promise<ConsoleWorld> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    const [databases, nats] = await Promise.all([AuditDatabases.start(), startNats()]);
    const database = await databases.fresh();
    const audit = await startAudit(nats, database);
    const signed = new SignedLog(database);
    const begin = new Date(Date.now() - 2 * 3_600_000);
    const chain = await aChain(new Date(begin.getTime() - 86_400_000));
    jest.spyOn(audit.app.get(HeadKey), 'jwk').mockReturnValue(signed.jwk);
    jest.spyOn(audit.app.get(CredentialCertificates), 'of').mockImplementation(async () => [chain.signer, chain.issuer].map(toBase64));
    const [alice, bob] = [aParty(), aParty()];
    standInForIdentity(audit, { alice, bob });
    const port = await freePort();
    await audit.app.listen(port, '127.0.0.1');
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });
    const world = new ConsoleWorld(audit, signed, chain, `http://audit.localhost:${port}`, browser, { databases, nats });

    const narrator = new Narrator(begin);
    const enrolled = narrator.enrol(alice).map((one) => naming(one, sha256Hex(chain.signer)));
    const asked = narrator.sign(alice, { activationId: world.unsignedId, attemptId: newId('att'), document: 'never signed' }).slice(0, 2);
    await new RecordEvents(audit.log).run([...enrolled, ...narrator.sign(alice, { ...world, attemptId: newId('att'), document: 'A' }), ...asked]);
    await signed.sign();
    return world;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.audit.stop();
    await Promise.all([this.below.databases.stop(), this.below.nats.stop()]);
  }

  /** A tab of a fresh profile, in which what takes a year to come about is answered as if it had. */
  async tab(options: BrowserContextOptions = {}): Promise<Tab> {
    const context = await this.browser.newContext({ ...ENGLISH, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const complaints: string[] = [];
    page.on(
      'console',
      (message) => ['error', 'warning'].includes(message.type()) && !/status of 4\d\d/.test(message.text()) && complaints.push(message.text()),
    );
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => !/^(?:blob|data):/.test(request.url()) && new URL(request.url()).origin !== this.origin && complaints.push(request.url()));
    await page.route('**/audit/v1/**', async (route) => {
      const { pathname } = new URL(route.request().url());
      const answer = seasoned[pathname.slice('/audit/v1/'.length)];
      if (answer === undefined || route.request().method() !== 'GET') await route.fallback();
      else await route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify(answer) });
    });
    return { page, complaints };
  }

  /** A tab of somebody who is signed in, at a view. */
  async enter(view = 'overview', options: BrowserContextOptions = {}): Promise<Tab> {
    const tab = await this.tab(options);
    await tab.page.addInitScript(([name, token]) => sessionStorage.setItem(name, token), [SESSION, AUDITOR_TOKEN] as const);
    await this.look(tab.page, view);
    return tab;
  }

  /** Goes to a view, and waits until it is there. */
  async look(page: Page, view: string): Promise<void> {
    await page.evaluate('document.activeElement?.blur()');
    await page.goto(`${this.origin}/console#/${view}`);
    await settled(page);
  }
}

/** Until a view is drawn: whoever listens is at its title. */
export async function settled(page: Page): Promise<void> {
  await page.locator('#view h1:focus').waitFor();
  await page.locator('#view[aria-busy]').waitFor({ state: 'detached' });
}

function naming(one: ArrivedEvent, fingerprint: string): ArrivedEvent {
  const told = JSON.parse(one.body) as { type: string; particulars: object };
  return told.type === 'certificate-bound' ? { ...one, body: JSON.stringify({ ...told, particulars: { ...told.particulars, fingerprint } }) } : one;
}

/** A picture to look at, for whoever asks for pictures (`PARAPH_PICTURES=1`). */
export async function shoot(page: Page, name: string): Promise<void> {
  if (process.env['PARAPH_PICTURES'] === '1') await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}
