import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { deliver, subjectFor, type MessageChannel } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { connectBus } from '@paraph/platform';
import { startNats, type TestNats } from '@paraph/testing';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { aKeyPair, seal } from './messages.js';
import { startCourier, type RunningCourier } from './running-courier.js';
import { HttpSmsServer } from './servers/http-sms-server.js';
import { MailServer } from './servers/mail-server.js';
import type { Behaviour } from './servers/test-server.js';

const pair = aKeyPair();
let nats: TestNats;
let sms: HttpSmsServer;
let mail: MailServer;
let courier: RunningCourier;
let sam: NatsConnection;
/** What went to the terminal beside the log. */
const written: string[] = [];

beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    jest.spyOn(stream, 'write').mockImplementation((chunk: string | Uint8Array, ...rest: unknown[]) => {
      written.push(chunk.toString());
      return (write as (...args: unknown[]) => boolean)(chunk, ...rest);
    });
  }
  [nats, sms, mail] = await Promise.all([startNats(), new HttpSmsServer().listen(0), MailServer.make().listen(0)]);
  courier = await startCourier(nats, pair, {
    SMS_KIND: 'http',
    SMS_HTTP_URL: `http://127.0.0.1:${sms.port}/v1/messages`,
    SMS_HTTP_TOKEN_FILE: 'token-of-the-gateway',
    EMAIL_KIND: 'smtp',
    EMAIL_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    EMAIL_SMTP_SENDER: 'no-reply@paraph.example',
    EMAIL_SMTP_USER: 'paraph',
    EMAIL_SMTP_PASSWORD_FILE: 'letmein-to-the-mail-server',
  });
  sam = await connectBus('sam', { url: nats.url, ca: nats.ca, nkey: nats.nkeys.sam });
});
afterAll(async () => {
  await sam?.close();
  await courier?.stop();
  await Promise.all([sms?.close(), mail?.close(), nats?.stop()]);
  jest.restoreAllMocks();
});

const contents: Readonly<Record<MessageChannel, object>> = {
  sms: { address: '+33698765432', text: 'Votre code 864209 pour Contrat-secret.pdf' },
  email: { address: 'bob.durand@example.org', subject: 'Sujet-secret', text: 'Votre code 864209 pour Contrat-secret.pdf' },
};
/** Parts of what was sealed, of what sealed it, and of what opens doors. */
const secrets = [
  ...['98765432', '864209', 'Contrat-secret', 'bob.durand', 'Sujet-secret', 'Votre code'],
  ...['token-of-the-gateway', 'letmein', pair.file.d ?? ''],
];
const sealedTexts: string[] = [];

/** What courier answers on the wire, word for word. */
async function ask(body: object): Promise<string> {
  const sent = headers();
  sent.set('Paraph-Deadline', String(Date.now() + 20_000));
  const message = await sam.request(subjectFor(deliver, 'sam'), JSON.stringify(body), { timeout: 20_000, headers: sent });
  return message.string();
}

async function order(
  channel: MessageChannel,
  content: unknown = contents[channel],
  key = pair,
): Promise<{ messageId: string; channel: MessageChannel; sealed: string }> {
  const sealed = await seal(content, key);
  sealedTexts.push(sealed);
  return { messageId: newId('msg'), channel, sealed };
}

const answers: string[] = [];

it.each<[MessageChannel, Behaviour]>([
  ['sms', 'take'],
  ['sms', 'refuse'],
  ['sms', 'busy'],
  ['sms', 'hang'],
  ['sms', 'hang-up'],
  ['email', 'take'],
  ['email', 'refuse'],
  ['email', 'busy'],
  ['email', 'hang-up'],
])('an %s whose gateway does this: %s', async (channel, behaviour) => {
  const server = channel === 'sms' ? sms : mail;
  server.behaviour = behaviour;
  const request = await order(channel);
  // A second time too: what is remembered speaks.
  answers.push(await ask(request), await ask(request));
  expect(answers.at(-1)).toContain(behaviour === 'take' ? '"ok"' : 'message.undeliverable');
  server.behaviour = 'take';
});

it.each<[string, () => Promise<object>, string]>([
  ['an SMS for nobody’s number', () => order('sms', { ...contents.sms, address: '0698765432' }), 'message.undeliverable'],
  ['an e-mail that goes as SMS', () => order('sms', contents.email), 'message.unreadable'],
  ['an SMS that goes as e-mail', () => order('email', contents.sms), 'message.undeliverable'],
  ['a message with more in it', () => order('sms', { ...contents.sms, note: 'Contrat-secret' }), 'message.unreadable'],
  ['a message that is text', () => order('sms', 'Votre code 864209 {"pour": "+33698765432'), 'message.unreadable'],
  ['a message for another key', () => order('sms', contents.sms, aKeyPair()), 'message.unreadable'],
  ['a request with the text beside', async () => ({ ...(await order('sms')), text: 'Votre code 864209' }), 'request.invalid'],
  ['a request with the text as its channel', async () => ({ ...(await order('sms')), channel: 'Votre code 864209' }), 'request.invalid'],
  ['a request with the text as its id', async () => ({ ...(await order('sms')), messageId: 'Votre code 864209' }), 'request.invalid'],
  ['a request with the text unsealed', async () => ({ ...(await order('sms')), sealed: JSON.stringify(contents.sms) }), 'request.invalid'],
])('%s', async (_what, make, code) => {
  answers.push(await ask(await make()));
  expect(answers.at(-1)).toContain(code);
});

it('left nothing of any message in the log, in an answer, in a figure or on the terminal', async () => {
  const pages = await Promise.all(['/metrics', '/health/ready', '/health/gateways'].map(async (path) => (await fetch(courier.address + path)).text()));
  const everything = [...courier.log.lines, ...answers, ...pages, ...written].join('\n');
  const ofTheSealed = sealedTexts.flatMap((sealed) => sealed.split('.').filter((part) => part.length > 10));
  expect([...secrets, ...ofTheSealed].filter((secret) => everything.includes(secret))).toEqual([]);

  // The search would see what it looks for: there are lines of both kinds, and the messages did arrive.
  expect(courier.log.lines.filter((line) => line.startsWith('message-taken')).length).toBeGreaterThan(1);
  expect(courier.log.lines.filter((line) => line.startsWith('call-refused')).length).toBeGreaterThan(10);
  expect(courier.log.lines.join('\n')).toContain('refused (422)');
  expect(everything).toContain('msg_');
  expect(JSON.stringify([sms.received, mail.received])).toContain('864209');
});
