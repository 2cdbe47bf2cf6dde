import { Secret } from '@paraph/kernel';
import { HttpSmsGateway } from '../src/adapters/http-sms-gateway.js';
import { SmppGateway } from '../src/adapters/smpp/smpp-gateway.js';
import { SmtpGateway } from '../src/adapters/smtp-gateway.js';
import { HttpSmsServer } from './servers/http-sms-server.js';
import { MailServer } from './servers/mail-server.js';
import { SmppServer } from './servers/smpp-server.js';
import { messageGatewaySuite } from './message-gateway.suite.js';

const password = new Secret('letmein');

messageGatewaySuite('an SMS gateway over HTTP', async () => {
  const server = await new HttpSmsServer().listen(0);
  const { port } = server;
  const gateway = new HttpSmsGateway({ url: new URL(`http://127.0.0.1:${port}/v1/messages`), token: password, timeoutMs: 500 });
  return { channel: 'sms', gateway, server, again: () => new HttpSmsServer().listen(port) };
});

messageGatewaySuite('an SMS centre over SMPP', async () => {
  const server = await new SmppServer().listen(0);
  const { port } = server;
  const gateway = new SmppGateway({
    url: new URL(`smpp://127.0.0.1:${port}`),
    systemId: 'paraph',
    password,
    systemType: '',
    sender: 'Paraph',
    alphabet: 'gsm',
    timeoutMs: 1_000,
    times: { restMs: 20, longestRestMs: 100 },
  });
  return { channel: 'sms', gateway, server, again: () => new SmppServer().listen(port) };
});

messageGatewaySuite('a mail server', async () => {
  const server = await MailServer.make().listen(0);
  const { port } = server;
  const gateway = new SmtpGateway({
    url: new URL(`smtp://127.0.0.1:${port}`),
    sender: 'no-reply@paraph.example',
    login: { user: 'paraph', password },
    timeoutMs: 1_000,
  });
  return { channel: 'email', gateway, server, again: () => MailServer.make().listen(port) };
});
