import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, Secret } from '@paraph/kernel';
import { SmtpGateway, type SmtpSettings } from '../src/adapters/smtp-gateway.js';
import { aMessage } from './messages.js';
import { serverCertificate, type ServerCertificate } from './server-certificate.js';
import { MailServer } from './servers/mail-server.js';

const login = { user: 'paraph', password: new Secret('letmein') };
const servers: MailServer[] = [];
let certificate: ServerCertificate;

beforeAll(() => void (certificate = serverCertificate()));
afterEach(() => certificate.distrust());
afterAll(() => Promise.all(servers.map((one) => one.close())));

async function started(server: MailServer): Promise<MailServer> {
  servers.push(server);
  return server.listen(0);
}

function gatewayTo(address: string, more: Partial<SmtpSettings> = {}): SmtpGateway {
  return new SmtpGateway({ url: new URL(address), sender: 'no-reply@paraph.example', timeoutMs: 2_000, ...more });
}

const outcome = (work: Promise<void>): Promise<unknown> =>
  work.then(
    () => 'taken',
    (error: { reason?: unknown; details?: object }) => ({ reason: error.reason, ...error.details }),
  );

describe('an e-mail', () => {
  it('is plain text with the headers it needs and no other', async () => {
    const server = await started(MailServer.make());
    const messageId = newId('msg');
    await gatewayTo(`smtp://127.0.0.1:${server.port}`).deliver(aMessage('email', { text: 'Code 123456' }, messageId));
    const [header = ''] = (server.mails[0] ?? '').split('\r\n\r\n');
    const fields = Object.fromEntries(header.split('\r\n').map((line) => [line.split(':')[0], line.slice(line.indexOf(':') + 2)]));
    expect(fields).toEqual({
      'Auto-Submitted': 'auto-generated',
      From: 'no-reply@paraph.example',
      To: 'alice@example.org',
      Subject: 'Your code',
      'Message-ID': `<${messageId}@paraph.example>`,
      'Content-Transfer-Encoding': '7bit',
      Date: expect.any(String),
      'MIME-Version': '1.0',
      'Content-Type': 'text/plain; charset=utf-8',
    });
    expect(server.logins).toEqual([]);
  });

  it.each<[string, { subject?: string; address?: string; text?: string }]>([
    ['subject', { subject: '=?UTF-8?Q?x=0D=0ABcc:_eve@example.org?=' }],
    ['long subject', { subject: `Votre code à usage unique, ${'ne le communiquez à personne '.repeat(5)}` }],
    ['address', { address: 'a=?x@example.org' }],
    ['text', { text: 'x\n\nBcc: eve@example.org\n.\nMAIL FROM:<eve@example.org>\nRCPT TO:<eve@example.org>\nDATA\n' }],
  ])('cannot be made into another by its %s', async (_what, content) => {
    const server = await started(MailServer.make());
    expect(await outcome(gatewayTo(`smtp://127.0.0.1:${server.port}`).deliver(aMessage('email', content)))).toBe('taken');
    expect(server.received).toHaveLength(1);
    expect(server.received[0]?.to).toBe(content.address ?? 'alice@example.org');
    const [header = ''] = (server.mails[0] ?? '').split('\r\n\r\n');
    expect(header).not.toMatch(/^(bcc|cc|x):/im);
    const names = header.split('\r\n').filter((line) => /^[A-Za-z-]+:/.test(line));
    expect(names).toHaveLength(9);
  });

  it('without a subject has none', async () => {
    const server = await started(MailServer.make());
    await gatewayTo(`smtp://127.0.0.1:${server.port}`).deliver(aMessage('email', { subject: undefined }));
    expect(server.mails[0]).not.toMatch(/^Subject:/m);
  });
});

describe('a login', () => {
  it('is the one that was configured', async () => {
    const server = await started(MailServer.make());
    expect(await outcome(gatewayTo(`smtp://127.0.0.1:${server.port}`, { login }).deliver(aMessage('email')))).toBe('taken');
    expect(server.logins).toEqual(['paraph:letmein']);
  });

  it('that is refused ends it, and shows in the gateway’s health', async () => {
    const server = await started(MailServer.make());
    const gateway = gatewayTo(`smtp://127.0.0.1:${server.port}`, { login: { user: 'paraph', password: new Secret('wrong') } });
    expect(await outcome(gateway.deliver(aMessage('email')))).toEqual({ reason: 'refused', status: 535 });
    expect(await gateway.isReachable()).toBe(false);
  });
});

// 0.0.0.0 reaches this machine and is no loopback address, so it stands for another one.
describe('to another machine', () => {
  it('nothing goes in clear: no login, no address, no text', async () => {
    const server = await started(MailServer.make());
    const gateway = gatewayTo(`smtp://0.0.0.0:${server.port}`, { login });
    expect(await outcome(gateway.deliver(aMessage('email')))).toMatchObject({ reason: 'refused' });
    expect([server.logins, server.mails]).toEqual([[], []]);
  });

  it('nothing goes to a server nobody vouches for', async () => {
    const [change, begin] = [
      await started(MailServer.make({ key: certificate.key, cert: certificate.cert })),
      await started(MailServer.make({ key: certificate.key, cert: certificate.cert, secure: true })),
    ];
    for (const address of [`smtp://0.0.0.0:${change.port}`, `smtps://0.0.0.0:${begin.port}`]) {
      expect(await outcome(gatewayTo(address, { login }).deliver(aMessage('email')))).not.toBe('taken');
    }
    expect([change.logins, change.mails, begin.logins, begin.mails]).toEqual([[], [], [], []]);
  });

  it('a message goes within TLS, from the first byte or after STARTTLS', async () => {
    certificate.trust();
    const change = await started(MailServer.make({ key: certificate.key, cert: certificate.cert }));
    const begin = await started(MailServer.make({ key: certificate.key, cert: certificate.cert, secure: true }));
    for (const address of [`smtp://0.0.0.0:${change.port}`, `smtps://0.0.0.0:${begin.port}`]) {
      expect(await outcome(gatewayTo(address, { login }).deliver(aMessage('email')))).toBe('taken');
    }
    expect([...change.secure, ...begin.secure]).toEqual([true, true]);
  });
});
