import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { describeAuthorities, introspectToken, ServiceError, signHash, subjectFor, type BusService, type Call } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { startNats, type TestNats } from '@paraph/testing';
import { Bus, BusServer, connectBus, isSafeBroker, Log, OldBrokerError, type OldBroker } from '../src/index.js';
import { open as openCommon } from '../src/opened.js';

const log = new Log('test', 'silent');
const digest = 'A'.repeat(43);
const unknown = { state: 'unknown' } as const;

let nats: TestNats;
const open: NatsConnection[] = [];

async function connectAs(service: BusService): Promise<NatsConnection> {
  const connection = await connectBus(service, { url: nats.url, ca: nats.ca, nkey: nats.nkeys[service] });
  open.push(connection);
  return connection;
}

async function answering(service: BusService, call: Call, handler: (request: unknown) => Promise<unknown>): Promise<BusServer> {
  const server = new BusServer(await connectAs(service), service, log);
  server.addHandler(`paraph.${call.service}.v${call.version}.${call.name}.*`, (request: unknown) => Promise.resolve(handler(request)) as never, false, {
    call,
  });
  await new Promise<void>((done, fail) => server.listen((error) => (error ? fail(new Error('the server does not listen', { cause: error })) : done())));
  return server;
}

async function refusal(work: Promise<unknown>): Promise<{ code: string; detail: string }> {
  const error = await work.then(
    () => undefined,
    (one: unknown) => one,
  );
  expect(error).toBeInstanceOf(ServiceError);
  const { code, detail } = error as ServiceError;
  return { code, detail };
}

beforeAll(async () => {
  nats = await startNats();
});

afterAll(async () => {
  await Promise.all(open.map((one) => one.close()));
  await nats.stop();
});

describe('a call over the bus', () => {
  it('is answered by the owner of the subject', async () => {
    const server = await answering('identity', introspectToken, async () => unknown);
    const bus = new Bus(await connectAs('gateway'), 'gateway');
    expect(await bus.call(introspectToken, { tokenDigest: digest })).toEqual(unknown);
    await server.close();
  });

  it('brings a refusal back with its code and words, and nothing of a bug', async () => {
    const server = await answering('sam', describeAuthorities, async () => {
      const error = errors.shift();
      if (error) throw error;
    });
    const errors = [new ServiceError('hsm.unavailable', 'the token rests', { retryAfter: 3, cause: new Error('CKR') }), new Error('secret-of-the-inside')];
    const bus = new Bus(await connectAs('ca-connector'), 'ca-connector');
    expect(await refusal(bus.call(describeAuthorities, {}))).toEqual({ code: 'hsm.unavailable', detail: 'the token rests' });
    const bug = await refusal(bus.call(describeAuthorities, {}));
    expect(bug.code).toBe('internal');
    expect(bug.detail).not.toContain('inside');
    await server.close();
  });

  it('fails at once where nobody answers', async () => {
    const gateway = await connectAs('gateway');
    // A broker without the fixes does not say across accounts that nobody is there: the caller waits its whole budget.
    const code = isSafeBroker(gateway.info?.version) ? 'service.unavailable' : 'deadline.exceeded';
    expect(await refusal(new Bus(gateway, 'gateway').call(introspectToken, { tokenDigest: digest }))).toMatchObject({ code });
  });

  it('refuses a member the contract does not know', async () => {
    const server = await answering('identity', introspectToken, async () => unknown);
    const gateway = await connectAs('gateway');
    const message = await gateway.request(subjectFor(introspectToken, 'gateway'), JSON.stringify({ tokenDigest: digest, alsoSign: true }), { timeout: 2_000 });
    expect(message.json()).toMatchObject({ error: { code: 'request.invalid' } });
    await server.close();
  });

  it.each([
    ['no deadline', undefined],
    ['a deadline that is no moment', 'soon'],
    ['a deadline that has no end', 'Infinity'],
  ])('refuses %s', async (_case, deadline) => {
    const server = await answering('identity', introspectToken, async () => unknown);
    const gateway = await connectAs('gateway');
    const sent = headers();
    if (deadline !== undefined) sent.set('Paraph-Deadline', deadline);
    const message = await gateway.request(subjectFor(introspectToken, 'gateway'), JSON.stringify({ tokenDigest: digest }), { timeout: 2_000, headers: sent });
    expect(message.json()).toMatchObject({ error: { code: 'request.invalid' } });
    await server.close();
  });

  it('is refused by the broker for a process that is no allowed caller, under its own name and under another', async () => {
    const server = await answering('sam', signHash, async () => ({ signatures: ['AA=='] }));
    const request = { attemptId: newId('att'), sad: 'sad_x', clientId: newId('cli'), credentialId: 'c', hashes: ['AA=='], signAlgorithmOid: '1.2.3' };
    const gateway = new Bus(await connectAs('gateway'), 'gateway');
    expect(await gateway.call(signHash, request)).toEqual({ signatures: ['AA=='] });
    const identity = await connectAs('identity');
    expect(await refusal(new Bus(identity, 'identity').call(signHash, request))).toMatchObject({ code: 'service.forbidden' });
    expect(await refusal(new Bus(identity, 'gateway').call(signHash, request))).toMatchObject({ code: 'service.forbidden' });
    await server.close();
  });
});

describe('a process that starts', () => {
  const start = (oldBroker: OldBroker) =>
    openCommon('gateway', {
      http: { host: '', port: 0, operationsHost: '', operationsPort: undefined },
      log: { level: 'silent' },
      bus: { url: nats.url, ca: nats.ca, nkey: nats.nkeys.gateway, oldBroker },
    });

  it('accepts this broker in a trial, and in production if it has the fixes', async () => {
    const trial = await start('warn');
    expect(await trial.readiness.missing()).toEqual([]);
    const isSafe = isSafeBroker(trial.connection?.info?.version);
    await trial.connection?.close();
    const production = start('refuse').then(async ({ connection }) => connection?.close());
    if (isSafe) await expect(production).resolves.toBeUndefined();
    else await expect(production).rejects.toBeInstanceOf(OldBrokerError);
  });
});

describe('a rolling stop', () => {
  it('loses no request over ten stops with eight in flight', async () => {
    const slowly = async (): Promise<unknown> => {
      await new Promise((done) => setTimeout(done, 5));
      return unknown;
    };
    const bus = new Bus(await connectAs('gateway'), 'gateway');
    let server = await answering('identity', introspectToken, slowly);
    const count = { sent: 0, answered: 0, failed: [] as unknown[] };
    let stopping = false;
    const lane = async (): Promise<void> => {
      while (!stopping) {
        count.sent += 1;
        await bus.call(introspectToken, { tokenDigest: digest }).then(
          () => (count.answered += 1),
          (error: unknown) => count.failed.push(error),
        );
      }
    };
    const lanes = Array.from({ length: 8 }, lane);
    for (let stop = 0; stop < 10; stop += 1) {
      const next = await answering('identity', introspectToken, slowly);
      await server.close();
      server = next;
      await new Promise((done) => setTimeout(done, 50));
    }
    stopping = true;
    await Promise.all(lanes);
    await server.close();
    expect(count.failed).toEqual([]);
    expect(count.answered).toBe(count.sent);
    expect(count.sent).toBeGreaterThan(100);
  });
});
