import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inform, type RequestOf } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { startNats, type TestNats } from '@paraph/testing';
import { aKeyPair } from './messages.js';
import { startCourier, type RunningCourier } from './running-courier.js';
import { MailServer } from './servers/mail-server.js';

let nats: TestNats;
let mail: MailServer;
let courier: RunningCourier;

beforeAll(async () => {
  [nats, mail] = await Promise.all([startNats(), MailServer.make().listen(0)]);
  courier = await startCourier(nats, aKeyPair(), {
    SMS_KIND: 'none',
    EMAIL_KIND: 'smtp',
    EMAIL_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    EMAIL_SMTP_SENDER: 'no-reply@paraph.example',
    EMAIL_SMTP_USER: 'paraph',
    EMAIL_SMTP_PASSWORD_FILE: 'letmein',
  });
}, 30_000);
afterAll(async () => {
  await courier?.stop();
  await Promise.all([mail?.close(), nats?.stop()]);
});
beforeEach(() => {
  mail.behaviour = 'take';
  mail.received.length = 0;
});

const validTo = '2027-05-06T00:00:00.000Z';
const credentialId = newId('cred');
const order = (): RequestOf<typeof inform> => ({
  messageId: newId('msg'),
  address: 'contact@customer.example',
  subscriberName: 'Example Ltd',
  about: { kind: 'certificates-ending', certificates: [{ credentialId, validTo }], more: 3 },
});

describe('a subscriber', () => {
  it('is told by e-mail, in words of courier’s own, which certificates end', async () => {
    const request = order();
    await expect((await courier.as('key-lifecycle')).call(inform, request)).resolves.toMatchObject({ messageId: request.messageId });
    const [received, ...others] = mail.received;
    expect([received?.to, others]).toEqual(['contact@customer.example', []]);
    expect(received?.text).toContain(`2027-05-06  ${credentialId}`);
    expect(received?.text).toContain('+ 3');
  });

  it('is told once, however often it is asked', async () => {
    const request = order();
    const bus = await courier.as('key-lifecycle');
    for (const _turn of [1, 2]) await bus.call(inform, request);
    expect(mail.received).toHaveLength(1);
  });

  it('has a name that can neither begin a line nor a link', async () => {
    const request = { ...order(), subscriberName: 'Example\nLtd https://evil.example' };
    await (await courier.as('key-lifecycle')).call(inform, request);
    expect(mail.received[0]?.text.split('\n')[0]).toMatch(/^Example Ltd https: \/\/evil\.example: these/);
  });

  it.each(['gateway', 'identity', 'sam', 'management'] as const)('is not told for %s, nor under the name of key-lifecycle', async (user) => {
    await expect((await courier.as(user)).call(inform, order())).rejects.toThrow();
    await expect((await courier.as(user, 'key-lifecycle')).call(inform, order())).rejects.toThrow();
    expect(mail.received).toEqual([]);
  });

  it('is not told at what is no mailbox, nor where the server does not take it', async () => {
    const bus = await courier.as('key-lifecycle');
    await expect(bus.call(inform, { ...order(), address: 'a@b.example,c@d.example' })).rejects.toMatchObject({ code: 'message.undeliverable' });
    mail.behaviour = 'refuse';
    await expect(bus.call(inform, order())).rejects.toMatchObject({ code: 'message.undeliverable' });
    expect(courier.log.lines.join('\n')).not.toContain('contact@customer.example');
  });
});
