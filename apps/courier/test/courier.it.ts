import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { busServices, deliver, ServiceError, subjectFor } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { type Bus } from '@paraph/platform';
import { startNats, type TestNats } from '@paraph/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { aKeyPair, seal } from './messages.js';
import { startCourier, type RunningCourier } from './running-courier.js';
import { HttpSmsServer } from './servers/http-sms-server.js';
import { MailServer } from './servers/mail-server.js';

const pair = aKeyPair();
let nats: TestNats;
let sms: HttpSmsServer;
let mail: MailServer;
let courier: RunningCourier;
let sam: Bus;

beforeAll(async () => {
  [nats, sms, mail] = await Promise.all([startNats(), new HttpSmsServer().listen(0), MailServer.make().listen(0)]);
  courier = await startCourier(nats, pair, {
    SMS_KIND: 'http',
    SMS_HTTP_URL: `http://127.0.0.1:${sms.port}/v1/messages`,
    SMS_HTTP_TOKEN_FILE: 'token-of-the-gateway',
    EMAIL_KIND: 'smtp',
    EMAIL_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    EMAIL_SMTP_SENDER: 'no-reply@paraph.example',
    EMAIL_SMTP_USER: 'paraph',
    EMAIL_SMTP_PASSWORD_FILE: 'letmein',
  });
  sam = await courier.as('sam');
});
afterAll(async () => {
  await courier?.stop();
  await Promise.all([sms?.close(), mail?.close(), nats?.stop()]);
});
beforeEach(() => {
  for (const server of [sms, mail]) {
    server.behaviour = 'take';
    server.received.length = 0;
  }
  sms.requests.length = 0;
});

const text = { address: '+33612345678', text: 'Code 135792\nContract.pdf' };
const letter = { address: 'alice.martin@example.org', subject: 'Votre code à usage unique', text: 'Code 246813' };
const anSms = async (content: object = text) => ({ messageId: newId('msg'), channel: 'sms', sealed: await seal(content, pair) }) as const;

async function refusal(work: Promise<unknown>): Promise<{ code: string; detail: string }> {
  const error = await work.then(
    () => undefined,
    (one: unknown) => one,
  );
  expect(error).toBeInstanceOf(ServiceError);
  const { code, detail } = error as ServiceError;
  return { code, detail };
}

describe('the SAM', () => {
  it('has an SMS delivered', async () => {
    const request = await anSms();
    const reply = await sam.call(deliver, request);
    expect(reply).toEqual({ messageId: request.messageId, acceptedAt: expect.stringMatching(/^\d{4}-/) });
    expect(sms.received).toEqual([{ to: text.address, text: text.text }]);
  });

  it('has an e-mail delivered', async () => {
    await sam.call(deliver, { messageId: newId('msg'), channel: 'email', sealed: await seal(letter, pair) });
    expect(mail.received).toEqual([{ to: letter.address, subject: letter.subject, text: letter.text }]);
  });

  it('has it delivered once when it asks twice, one after the other or at once', async () => {
    const request = await anSms();
    const first = await sam.call(deliver, request);
    // Sealed anew, as a caller that begins again would.
    const again = { ...request, sealed: await seal(text, pair) };
    expect(await Promise.all([sam.call(deliver, again), sam.call(deliver, again)])).toEqual([first, first]);
    expect(sms.received).toHaveLength(1);
    const both = await anSms();
    await Promise.all([sam.call(deliver, both), sam.call(deliver, both)]);
    expect(sms.received).toHaveLength(2);
  });

  it('is told when what it sealed does not open, or is no message', async () => {
    const request = await anSms();
    expect(await refusal(sam.call(deliver, { ...request, sealed: await seal(text, aKeyPair()) }))).toMatchObject({ code: 'message.unreadable' });
    expect(await refusal(sam.call(deliver, { ...request, sealed: await seal({ ...text, bcc: '+33600000000' }, pair) }))).toMatchObject({
      code: 'message.unreadable',
    });
    expect(sms.requests).toEqual([]);
    // Nothing of it went, so the same message may still go.
    await sam.call(deliver, request);
    expect(sms.received).toHaveLength(1);
  });

  it('is told when the gateway does not take it', async () => {
    sms.behaviour = 'refuse';
    const request = await anSms();
    expect(await refusal(sam.call(deliver, request))).toEqual({ code: 'message.undeliverable', detail: 'the gateway did not take the message' });
    expect(await refusal(sam.call(deliver, await anSms({ ...text, address: '0612345678' })))).toMatchObject({ code: 'message.undeliverable' });
    expect(sms.requests).toHaveLength(1);
  });

  it('does not have it sent a second time where the first may have arrived', async () => {
    sms.script.push(500, 500);
    const request = await anSms();
    expect(await refusal(sam.call(deliver, request))).toMatchObject({ code: 'message.undeliverable' });
    expect(await refusal(sam.call(deliver, request))).toMatchObject({ code: 'message.undeliverable' });
    expect(sms.requests).toHaveLength(2);
    expect(await sam.call(deliver, await anSms())).toBeDefined();
  });
});

describe('nobody else', () => {
  it.each(busServices.filter((one) => one !== 'sam' && one !== 'courier'))(
    'has a message delivered: %s is refused by the broker, under its own name and the SAM’s',
    async (user) => {
      const request = await anSms();
      expect(await refusal((await courier.as(user)).call(deliver, request))).toMatchObject({ code: 'service.forbidden' });
      expect(await refusal((await courier.as(user, 'sam')).call(deliver, request))).toMatchObject({ code: 'service.forbidden' });
      expect(sms.requests).toEqual([]);
      await sam.call(deliver, request);
      expect(sms.received).toHaveLength(1);
    },
  );

  it('reads what the SAM sends courier', async () => {
    expect(subjectFor(deliver, 'sam')).toBe('paraph.courier.v1.deliver.sam');
    expect(deliver.callers).toEqual(['sam']);
  });
});

describe('an outage of a gateway', () => {
  it('shows in health and figures and does not make the process unready', async () => {
    const away = await startCourier(nats, pair, { SMS_KIND: 'smpp', EMAIL_KIND: 'none', ...nobodyThere });
    try {
      const state = async () => (await fetch(`${away.address}/health/gateways`)).json() as Promise<{ sms: { reachable: boolean | null } }>;
      while ((await state()).sms.reachable === null) await sleep(20);
      expect(await state()).toEqual({ sms: { kind: 'smpp', reachable: false }, email: { kind: 'none', reachable: null } });
      expect((await fetch(`${away.address}/health/ready`)).status).toBe(200);
      expect(await (await fetch(`${away.address}/metrics`)).text()).toMatch(
        /paraph_courier_gateway_reachable\{channel="sms",kind="smpp",service="courier"\} 0/,
      );
    } finally {
      await away.stop();
    }
  });

  const nobodyThere = {
    SMS_SMPP_URL: 'smpp://127.0.0.1:1',
    SMS_SMPP_SYSTEM_ID: 'paraph',
    SMS_SMPP_PASSWORD_FILE: 'letmein',
    SMS_SMPP_SENDER: 'Paraph',
  };

  it('is no outage when all is well', async () => {
    expect(await (await fetch(`${courier.address}/health/gateways`)).json()).toEqual({
      sms: { kind: 'http', reachable: true },
      email: { kind: 'smtp', reachable: true },
    });
  });
});

it('messages are counted by channel and by how they ended', async () => {
  await sam.call(deliver, await anSms());
  sms.behaviour = 'refuse';
  await refusal(sam.call(deliver, await anSms()));
  const figures = await (await fetch(`${courier.address}/metrics`)).text();
  for (const outcome of ['accepted', 'repeated', 'message.unreadable', 'message.undeliverable']) {
    expect(figures).toMatch(new RegExp(`paraph_courier_messages_total\\{channel="sms",outcome="${outcome}",service="courier"\\} [1-9]`));
  }
  expect(figures).toContain('paraph_courier_messages_total{channel="email",outcome="accepted"');
  expect(figures).toMatch(/paraph_courier_delivery_seconds_count\{.*channel="sms",outcome="accepted"\} [1-9]/);
});
