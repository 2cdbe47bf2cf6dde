import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sendSummary, type RequestOf } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { startNats, type TestNats } from '@paraph/testing';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aKeyPair } from './messages.js';
import { startCourier, type RunningCourier } from './running-courier.js';
import { MailServer } from './servers/mail-server.js';

const SECRET = 'a secret of the web hook and of courier';

let nats: TestNats;
let mail: MailServer;
let hook: Server;
let courier: RunningCourier;
const posted: { body: string; headers: IncomingHttpHeaders }[] = [];
let status = 204;

beforeAll(async () => {
  hook = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      posted.push({ body: Buffer.concat(parts).toString(), headers: request.headers });
      response.writeHead(status).end();
    });
  });
  [nats, mail] = await Promise.all([startNats(), MailServer.make().listen(0), new Promise<void>((done) => hook.listen(0, '127.0.0.1', () => done()))]);
  courier = await startCourier(nats, aKeyPair(), {
    SMS_KIND: 'none',
    EMAIL_KIND: 'smtp',
    EMAIL_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    EMAIL_SMTP_SENDER: 'no-reply@paraph.example',
    EMAIL_SMTP_USER: 'paraph',
    EMAIL_SMTP_PASSWORD_FILE: 'letmein',
    SUMMARY_HOOK_URL: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/summaries`,
    SUMMARY_HOOK_SECRET_FILE: SECRET,
  });
}, 30_000);
afterAll(async () => {
  await courier?.stop();
  await Promise.all([mail?.close(), nats?.stop(), new Promise((done) => hook.close(done))]);
});
beforeEach(() => {
  mail.received.length = 0;
  posted.length = 0;
  status = 204;
});

const order = (to: RequestOf<typeof sendSummary>['to']): RequestOf<typeof sendSummary> => ({
  messageId: newId('msg'),
  to,
  summary: {
    kind: 'daily',
    period: { from: '2027-03-01T00:00:00.000Z', to: '2027-03-02T00:00:00.000Z' },
    findings: { open: 1, explained: 2, closed: 3 },
    opened: [{ findingId: newId('fnd'), rule: 'signature-without-sad', subject: newId('att'), state: 'open' }],
    patterns: [{ pattern: 'failed-attempts', subject: newId('sgn'), hour: '2027-03-01T03:00:00.000Z', count: 12, usual: 10 }],
    failures: Array.from({ length: 20 }, (_, index) => ({ subject: `cli_${index}`, count: index })),
    roleActs: [],
    events: [],
    silent: ['sam'],
  },
});

describe('a summary', () => {
  it('goes by e-mail, in words of courier’s own, once under one id', async () => {
    const request = order({ way: 'email', address: 'officer@provider.example' });
    const bus = await courier.as('audit');
    for (const _turn of [1, 2]) await bus.call(sendSummary, request);
    const [received, ...others] = mail.received;
    expect([received?.to, others]).toEqual(['officer@provider.example', []]);
    for (const text of ['1 open / ouverts', 'signature-without-sad', '2027-03-01T03h  failed-attempts', 'cli_14  14', '+ 5', 'Sources muettes\n  sam'])
      expect(received?.text.replaceAll('\r', '')).toContain(text);
  });

  it('goes to the web hook, signed so that it can tell that it is courier’s and how old it is', async () => {
    const request = order({ way: 'hook' });
    await (await courier.as('audit')).call(sendSummary, request);
    const [{ body, headers } = { body: '', headers: {} }] = posted;
    expect(JSON.parse(body)).toEqual({ messageId: request.messageId, summary: request.summary });
    const [, seconds = '', mac = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['paraph-signature'])) ?? [];
    const expected = (text: string) => createHmac('sha256', SECRET).update(`${seconds}.${text}`).digest('hex');
    expect(mac).toBe(expected(body));
    expect(mac).not.toBe(expected(body.replace('daily', 'report')));
  });

  it('that the hook does not take is not told to have been sent', async () => {
    status = 500;
    await expect((await courier.as('audit')).call(sendSummary, order({ way: 'hook' }))).rejects.toMatchObject({ code: 'message.undeliverable' });
  });

  it('is sent for audit only', async () => {
    await expect((await courier.as('sam')).call(sendSummary, order({ way: 'hook' }))).rejects.toMatchObject({ code: expect.any(String) });
    expect(posted).toEqual([]);
  });

  it('never shows the secret', () => {
    expect(JSON.stringify(courier.log)).not.toContain(SECRET);
  });
});
