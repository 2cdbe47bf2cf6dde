import { afterEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@paraph/kernel';
import { setTimeout as sleep } from 'node:timers/promises';
import { SmppGateway, type SmppSettings } from '../src/adapters/smpp/smpp-gateway.js';
import { aMessage } from './messages.js';
import { serverCertificate } from './server-certificate.js';
import { SmppServer } from './servers/smpp-server.js';

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of started.splice(0).reverse()) await one.stop();
});

async function aServer(tls: Readonly<Record<string, unknown>> = {}): Promise<SmppServer> {
  const server = await new SmppServer(tls).listen(0);
  started.push({ stop: () => server.close() });
  return server;
}

function aGateway(server: SmppServer, more: Partial<SmppSettings> = {}): SmppGateway {
  const gateway = new SmppGateway({
    url: new URL(`smpp://127.0.0.1:${server.port}`),
    systemId: 'paraph',
    password: new Secret('letmein'),
    systemType: 'OTP',
    sender: 'Paraph',
    alphabet: 'gsm',
    timeoutMs: 500,
    ...more,
    times: { restMs: 10, longestRestMs: 50, enquireMs: 50, answerMs: 200, ...more.times },
  });
  started.push(gateway);
  gateway.start();
  return gateway;
}

async function until(truth: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 3_000 && !(await truth()); waited += 10) await sleep(10);
  expect(await truth()).toBe(true);
}

const outcome = (work: Promise<void>): Promise<unknown> =>
  work.then(
    () => 'taken',
    (error: { reason?: unknown; details?: object }) => ({ reason: error.reason, ...error.details }),
  );

describe('what is submitted', () => {
  it('binds as a transceiver of version 3.4 with what was agreed', async () => {
    const server = await aServer();
    await aGateway(server).deliver(aMessage('sms'));
    expect(server.binds).toEqual([expect.objectContaining({ system_id: 'paraph', password: 'letmein', system_type: 'OTP', interface_version: 0x34 })]);
  });

  it.each([
    ['Paraph', { source_addr: 'Paraph', source_addr_ton: 5, source_addr_npi: 0 }],
    ['38100', { source_addr: '38100', source_addr_ton: 3, source_addr_npi: 0 }],
    ['+33612345678', { source_addr: '33612345678', source_addr_ton: 1, source_addr_npi: 1 }],
  ])('comes from %s, goes to an international number, and asks for no receipt', async (sender, source) => {
    const server = await aServer();
    await aGateway(server, { sender }).deliver(aMessage('sms', { address: '+4915112345678' }));
    expect(server.submitted).toEqual([
      expect.objectContaining({ ...source, destination_addr: '4915112345678', dest_addr_ton: 1, dest_addr_npi: 1, registered_delivery: 0, data_coding: 0 }),
    ]);
  });

  it('is one submission for each part', async () => {
    const server = await aServer();
    await aGateway(server).deliver(aMessage('sms', { text: 'x'.repeat(400) }));
    expect(server.submitted.map((one) => one.esm_class)).toEqual([0x40, 0x40, 0x40]);
  });

  it('may have gone in part when the centre stops in the middle', async () => {
    const server = await aServer();
    const gateway = aGateway(server);
    server.refusesAfter = 1;
    expect(await outcome(gateway.deliver(aMessage('sms', { text: 'x'.repeat(400) })))).toEqual({ reason: 'refused', status: 0x0b, maybeGone: true });
    expect(server.submitted).toHaveLength(2);
  });
});

describe('the connection', () => {
  it('is asked whether it lives, and made anew when it does not say so', async () => {
    const server = await aServer();
    const gateway = aGateway(server);
    await until(() => server.enquiries > 2);
    expect(server.binds).toHaveLength(1);
    server.answersEnquiries = false;
    await until(() => server.binds.length > 1);
    server.answersEnquiries = true;
    expect(await outcome(gateway.deliver(aMessage('sms')))).toBe('taken');
  });

  it('is made anew when the centre ends it, and a message waits for that', async () => {
    const server = await aServer();
    const gateway = aGateway(server);
    await until(() => gateway.isReachable());
    server.push((session) => session.unbind(() => undefined));
    await until(async () => !(await gateway.isReachable()));
    expect(await outcome(gateway.deliver(aMessage('sms')))).toBe('taken');
    expect(server.binds).toHaveLength(2);
  });

  it('answers what the centre sends and keeps nothing of it', async () => {
    const server = await aServer();
    const gateway = aGateway(server);
    await until(() => gateway.isReachable());
    const answers: string[] = [];
    server.push((session) => {
      session.on('pdu', (pdu: { command: string; command_status: number }) => answers.push(`${pdu.command} ${pdu.command_status}`));
      session.deliver_sm({ source_addr: '33612345678', short_message: 'STOP' }, () => undefined);
      session.enquire_link(() => undefined);
    });
    await until(() => answers.includes('deliver_sm_resp 0') && answers.includes('enquire_link_resp 0'));
    expect(server.binds).toHaveLength(1);
  });

  it.each([
    ['noise', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), 60_000],
    ['a unit without end', Buffer.from('7fffffff80000004', 'hex'), 60_000],
    ['a unit that is too short', Buffer.from('0000000500', 'hex'), 60_000],
    // After this one the library waits for ever; that nothing is answered any more tells.
    ['a unit of no length', Buffer.alloc(16), 50],
  ])('is made anew after %s', async (_what, bytes, enquireMs) => {
    const server = await aServer();
    const gateway = aGateway(server, { times: { enquireMs } });
    await until(() => gateway.isReachable());
    server.write(bytes);
    await until(() => server.binds.length > 1);
    expect(await outcome(gateway.deliver(aMessage('sms')))).toBe('taken');
  });

  it('is tried again and again with a wrong password, and messages are refused in time', async () => {
    const server = await aServer();
    const gateway = aGateway(server, { password: new Secret('wrong') });
    await until(() => server.binds.length > 2);
    expect(await outcome(gateway.deliver(aMessage('sms')))).toEqual({ reason: 'unreachable' });
    expect([await gateway.isReachable(), server.submitted]).toEqual([false, []]);
  });

  it.each([
    ['while it holds', async (gateway: SmppGateway) => until(() => gateway.isReachable())],
    ['while it is being made', async () => undefined],
    ['while there is nobody', async (_gateway: SmppGateway, server: SmppServer) => server.close()],
  ])('ends at once with the process, %s', async (_when, before) => {
    const server = await aServer();
    const gateway = aGateway(server);
    await before(gateway, server);
    const began = performance.now();
    await gateway.stop();
    expect(performance.now() - began).toBeLessThan(1_000);
    const binds = server.binds.length;
    await sleep(100);
    expect(server.binds.length).toBe(binds);
  });
});

describe('over TLS', () => {
  it('a centre nobody vouches for is told neither password nor message; a trusted one is', async () => {
    const certificate = serverCertificate();
    const server = await aServer({ key: certificate.key, cert: certificate.cert });
    const gateway = aGateway(server, { url: new URL(`ssmpp://localhost:${server.port}`) });
    expect(await outcome(gateway.deliver(aMessage('sms')))).toEqual({ reason: 'unreachable' });
    expect(server.binds).toEqual([]);
    certificate.trust();
    try {
      expect(await outcome(gateway.deliver(aMessage('sms')))).toBe('taken');
      expect(server.binds).toHaveLength(1);
    } finally {
      certificate.distrust();
    }
  });
});
