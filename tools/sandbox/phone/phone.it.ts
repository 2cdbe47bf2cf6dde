import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { request } from 'node:http';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort } from '@paraph/testing';
import { createTransport } from 'nodemailer';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { startMailSink } from './mail-sink.ts';
import { Phone } from './phone.ts';

const SCREENSHOTS = join(tmpdir(), 'paraph-phone-screenshots');
const ARGUMENTS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const token = 'token-of-the-sandbox';

let port: number;
let mailPort: number;
let phone: Phone;
let server: Server;
let sink: { close(): void };

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  [port, mailPort] = [await freePort(), await freePort()];
  server = createServer((request, response) => {
    void phone.answer(request, response).then((answered) => answered || response.writeHead(404).end('the landing page'));
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
});
beforeEach(async () => {
  phone = new Phone({ port, token });
  sink = await startMailSink(mailPort, phone.inbox);
});
afterEach(() => sink.close());
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const at = (path: string): string => `http://127.0.0.1:${port}${path}`;
const messages = async (query = ''): Promise<unknown[]> => {
  const { messages: list } = (await (await fetch(at(`/phone/messages${query}`))).json()) as { messages: unknown[] };
  return list;
};

async function post(body: unknown, authorization = `Bearer ${token}`): Promise<number> {
  const headers = { 'content-type': 'application/json', authorization };
  return (await fetch(at('/phone/sms'), { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) })).status;
}

const mail = (content: { to: string; subject: string; text: string }) =>
  createTransport({ host: '127.0.0.1', port: mailPort, secure: false }).sendMail({ from: 'no-reply@paraph.example', ...content });

const sms = { to: '+33612345678', text: 'Paraph: code 123456\nto sign 2 documents' };

describe('the SMS provider', () => {
  it('takes a message and shows it to whoever asks for that number', async () => {
    expect(await post(sms)).toBe(202);
    expect(await post({ to: '+33600000000', text: 'Other' })).toBe(202);
    for (const query of ['?to=%2B33612345678', '?to=+33612345678']) expect(await messages(query)).toMatchObject([{ channel: 'sms', ...sms }]);
    expect(await messages()).toHaveLength(2);
  });

  it.each(['', 'Bearer', 'Bearer wrong', `Basic ${token}`, token])('takes none with %j', async (authorization) => {
    expect(await post(sms, authorization)).toBe(401);
    expect(await messages()).toEqual([]);
  });

  it.each([['noise'], [{ ...sms, to: '0612345678' }], [{ ...sms, text: '' }], [{ to: sms.to }], [{ ...sms, from: 'x' }], ['null']])(
    'takes none that is %j',
    async (body) => {
      expect(await post(body)).toBe(422);
      expect(await messages()).toEqual([]);
    },
  );

  it('takes none that is longer than any', async () => {
    expect(await post({ ...sms, text: 'x'.repeat(70_000) }).catch(() => 413)).toBe(413);
    expect(await messages()).toEqual([]);
  });

  it('answers under no other name, so that no stranger’s page can read codes', async () => {
    await post(sms);
    const ask = (host: string, path: string) =>
      new Promise<{ status: number | undefined; body: string }>((done, fail) => {
        request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
          let body = '';
          response.on('data', (chunk: Buffer) => (body += chunk.toString()));
          response.on('end', () => done({ status: response.statusCode, body }));
        })
          .on('error', fail)
          .end();
      });
    expect((await ask(`sandbox.localhost:${port}`, '/phone/messages')).body).toContain('123456');
    for (const host of ['evil.example', `evil.example:${port}`, `sandbox.localhost.evil.example:${port}`, '127.0.0.1']) {
      const { status, body } = await ask(host, '/phone/messages');
      expect({ host, status, told: body.includes('123456') }).toEqual({ host, status: 421, told: false });
    }
  });

  it('leaves other addresses to the landing page', async () => {
    for (const path of ['/', '/phones', '/signed.pdf']) expect(await (await fetch(at(path))).text()).toBe('the landing page');
    expect((await fetch(at('/phone/nothing'))).status).toBe(404);
    expect((await fetch(at('/phone/messages'), { method: 'DELETE' })).status).toBe(405);
  });
});

describe('the mail server', () => {
  it('takes an e-mail', async () => {
    await mail({ to: 'alice@example.org', subject: 'Votre code à usage unique', text: 'Code : 123456\n\nÀ bientôt' });
    expect(await messages('?to=alice%40example.org')).toMatchObject([
      { channel: 'email', to: 'alice@example.org', subject: 'Votre code à usage unique', text: 'Code : 123456\n\nÀ bientôt' },
    ]);
  });

  it('refuses one that is longer than any', async () => {
    await expect(mail({ to: 'alice@example.org', subject: 'Long', text: 'x'.repeat(300_000) })).rejects.toThrow();
    expect(await messages()).toEqual([]);
  });

  it('survives a client that breaks off', async () => {
    await new Promise<void>((done) => {
      const socket = createConnection({ host: '127.0.0.1', port: mailPort }, () => socket.end('EHLO x\r\nMAIL FROM:<a@b.c>\r\nDATA\r\n'));
      socket.resume().on('close', () => done());
    });
    await mail({ to: 'alice@example.org', subject: 'Still there', text: 'x' });
    expect(await messages()).toHaveLength(1);
  });
});

describe('the screen', () => {
  let browser: Browser;
  let offences: string[];
  beforeAll(async () => void (browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS })));
  afterAll(() => browser.close());
  beforeEach(() => void (offences = []));
  afterEach(() => expect(offences).toEqual([]));

  async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 700, height: 800 }, ...options });
    const page = await context.newPage();
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && !message.text().includes('favicon') && offences.push(message.text()));
    page.on('pageerror', (error) => offences.push(error.message));
    page.on('request', (one) => new URL(one.url()).origin !== `http://sandbox.localhost:${port}` && offences.push(one.url()));
    await page.goto(`http://sandbox.localhost:${port}${path}`);
    return page;
  }

  async function fill(): Promise<void> {
    await post(sms);
    await mail({ to: 'alice@example.org', subject: 'Votre code à usage unique', text: 'Code : 246 810\npour signer « Contrat de vente.pdf ».' });
    await post({ to: '+33698765432', text: 'Paraph: code 654321 to sign 12 documents for Sample application' });
  }

  it('shows messages newest first, as text, and those that arrive meanwhile', async () => {
    await fill();
    const page = await visit('/phone');
    const items = page.locator('#messages > li');
    expect(await items.count()).toBe(3);
    expect(await items.first().innerText()).toContain('654321');
    expect(await items.last().locator('.text').innerText()).toBe('Paraph: code 123456\nto sign 2 documents');
    await page.screenshot({ path: join(SCREENSHOTS, 'phone-en.png'), fullPage: true });

    await post({ to: '+33611111111', text: '<img src=x onerror=alert(1)> & "quotes"' });
    await page.getByText('<img src=x onerror=alert(1)> & "quotes"').waitFor();
    expect(await items.count()).toBe(4);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.getByRole('link', { name: '+33611111111' }).count()).toBe(1);
    await page.reload();
    await page.getByText('<img src=x onerror=alert(1)> & "quotes"').waitFor();
    expect(await page.locator('img').count()).toBe(0);
  });

  it('of one person shows nobody else’s', async () => {
    await fill();
    const page = await visit('/phone');
    await page.getByRole('link', { name: '+33612345678' }).click();
    await page.waitForURL(/to=/);
    expect(await page.locator('#messages > li').count()).toBe(1);
    expect(await page.locator('nav [aria-current]').innerText()).toBe('+33612345678');
    await post({ to: '+33698765432', text: 'Not for this one' });
    await post({ ...sms, text: 'For this one' });
    await page.getByText('For this one', { exact: true }).waitFor();
    expect(await page.getByText('Not for this one').count()).toBe(0);
  });

  it('is empty at first, and in French for who reads French', async () => {
    const page = await visit('/phone', { locale: 'fr-FR' });
    await page.getByText('Aucun message pour l’instant.').waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, 'phone-empty-fr.png'), fullPage: true });
    await fill();
    await page.getByText('654321').waitFor();
    expect(await page.getByText('Aucun message').isVisible()).toBe(false);
    expect(await page.evaluate('document.documentElement.lang')).toBe('fr');
  });

  it('fits a narrow screen in the dark', async () => {
    await fill();
    const page = await visit('/phone', { viewport: { width: 320, height: 640 }, colorScheme: 'dark', locale: 'fr-FR' });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await page.screenshot({ path: join(SCREENSHOTS, 'phone-narrow-dark-fr.png'), fullPage: true });
  });

  it('works without a script', async () => {
    await fill();
    const page = await visit('/phone', { javaScriptEnabled: false });
    expect(await page.locator('#messages > li').count()).toBe(3);
    expect(await page.locator('meta[http-equiv=refresh]').count()).toBe(1);
  });

  it('lets no text become markup', async () => {
    const page = await visit('/phone');
    const outcome = await page.evaluate(`(() => {
      try {
        document.body.insertAdjacentHTML('beforeend', '<b>x</b>');
        return 'inserted';
      } catch {
        return 'refused';
      }
    })()`);
    expect(outcome).toBe('refused');
    expect(offences.splice(0).join()).toContain('Trusted');
  });
});
