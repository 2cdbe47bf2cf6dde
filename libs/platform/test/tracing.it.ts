import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { NatsConnection } from '@nats-io/transport-node';
import { introspectToken, ServiceError, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import { OtlpReceiver, startNats, startPostgres, type ReceivedSpan, type TestNats, type TestPostgres } from '@paraph/testing';
import { DataSource } from 'typeorm';
import { Answers, Bus, BusServer, connectBus, inTransaction, Log, openDatabase, Readiness, traced } from '../src/index.js';
import { createApp } from '../src/http/app.js';
import { OtlpTracer } from '../src/tracing/otlp-tracer.js';
import { recordTraces } from '../src/tracing/traced.js';

const log = new Log('test', 'silent');
const asked = { tokenDigest: 'A'.repeat(43) };
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const HEADER = `00-${TRACE}-b7ad6b7169203331-00`;

@Controller()
class Questions {
  constructor(private readonly bus: Bus) {}

  @Get('questions/:id')
  ask(): Promise<object> {
    return this.bus.call(introspectToken, asked);
  }
}

@Controller()
class Answering {
  constructor(private readonly database: DataSource) {}

  @Answers(introspectToken)
  async answer(_request: RequestOf<typeof introspectToken>): Promise<ReplyOf<typeof introspectToken>> {
    await inTransaction(this.database, async (transaction) => transaction.query('SELECT $1::text AS secret FROM pg_class LIMIT 1', ['hunter2-parameter']));
    await traced({ name: 'token sign', kind: 'client', attributes: { 'paraph.token.operation': 'sign' } }, async () => undefined);
    if (refuse) throw new ServiceError('service.unavailable', 'hunter2-detail');
    return { state: 'unknown' };
  }
}

@Module({ controllers: [Questions] })
class AskingModule {}
@Module({ controllers: [Answering] })
class AnsweringModule {}

let refuse = false;
let nats: TestNats;
let postgres: TestPostgres;
let database: DataSource;
let receiver: OtlpReceiver;
let tracer: OtlpTracer;
let gateway: NestFastifyApplication;
const closing: (() => unknown)[] = [];

async function connectAs(service: 'gateway' | 'identity'): Promise<NatsConnection> {
  const connection = await connectBus(service, { url: nats.url, ca: nats.ca, nkey: nats.nkeys[service] });
  closing.push(() => connection.close());
  return connection;
}

beforeAll(async () => {
  [nats, postgres] = await Promise.all([startNats(), startPostgres()]);
  database = await openDatabase('identity', { url: new Secret((await postgres.database('identity')).url), connections: 2 });
  const [asking, answering] = [await connectAs('gateway'), await connectAs('identity')];
  const opened = { log, readiness: new Readiness(), database: undefined };
  const identity = await createApp({ module: AnsweringModule }, { ...opened, service: 'identity', connection: answering, database });
  identity.connectMicroservice({ strategy: new BusServer(answering, 'identity', log) });
  await identity.init();
  await identity.startAllMicroservices();
  gateway = await createApp({ module: AskingModule }, { ...opened, service: 'gateway', connection: asking });
  await gateway.listen(0, '127.0.0.1');
  closing.unshift(
    () => gateway.close(),
    () => identity.close(),
    () => database.destroy(),
  );
});
afterAll(async () => {
  for (const close of closing) await close();
  await Promise.all([nats.stop(), postgres.stop()]);
});

async function record(ratio: number): Promise<void> {
  receiver = await OtlpReceiver.start();
  tracer = new OtlpTracer({ service: 'test', replica: 'rep_1' }, { url: receiver.url, headers: new Secret('{"x-collector": "open sesame"}'), ratio });
  recordTraces(tracer);
}

beforeEach(() => record(1));
afterEach(async () => {
  recordTraces(undefined);
  refuse = false;
  await tracer.stop();
  receiver.close();
});

const ask = async (): Promise<number> =>
  (await fetch(`${await gateway.getUrl()}/questions/hunter2-path?q=hunter2-query`, { headers: { traceparent: HEADER } })).status;
const isRequest = ({ name }: ReceivedSpan): boolean => name.startsWith('GET');

describe('a request that another process answers', () => {
  it('is one trace, across HTTP, bus, database and token, that goes on with the caller’s', async () => {
    expect(await ask()).toBe(200);
    const spans = await receiver.until((all) => all.some(isRequest));
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const path = (span: ReceivedSpan): string =>
      [...(byId.has(span.parentSpanId ?? '') ? [path(byId.get(span.parentSpanId ?? '') ?? span)] : []), span.name].join(' > ');
    const within = 'GET /questions/:id > identity introspectToken > identity introspectToken';
    expect(spans.map(path).toSorted()).toEqual(
      [
        'GET /questions/:id',
        'GET /questions/:id > identity introspectToken',
        within,
        `${within} > token sign`,
        `${within} > transaction`,
        ...['BEGIN', 'COMMIT', 'SELECT pg_class'].map((statement) => `${within} > transaction > ${statement}`),
      ].toSorted(),
    );
    expect(spans.find(isRequest)?.parentSpanId).toBe('b7ad6b7169203331');
    expect(receiver.headers[0]?.['x-collector']).toBe('open sesame');
  });

  it('says nothing of what was asked, but how it ended', async () => {
    refuse = true;
    expect(await ask()).toBe(500);
    const spans = await receiver.until((all) => all.some(isRequest));
    const outcomes = Object.fromEntries(spans.map(({ name, kind, attributes, status }) => [`${name} ${kind}`, [attributes['paraph.outcome'], status]]));
    expect(outcomes).toMatchObject({
      'identity introspectToken 2': ['service.unavailable', 2],
      'identity introspectToken 3': ['service.unavailable', 2],
      'token sign 3': ['success', 0],
    });
    expect(receiver.bodies.join()).toContain('SELECT pg_class');
    expect(receiver.bodies.join()).not.toMatch(/hunter2|AAAA/);
  });
});

describe('which traces are recorded', () => {
  it('is not for the caller to say: with a ratio of none there is nothing, whatever the header claims', async () => {
    recordTraces(undefined);
    await tracer.stop();
    receiver.close();
    await record(0);
    const claimed = await fetch(`${await gateway.getUrl()}/questions/1`, { headers: { traceparent: `00-${TRACE}-b7ad6b7169203331-01` } });
    expect(claimed.status).toBe(200);
    await tracer.stop();
    expect(receiver.spans).toEqual([]);
  });

  it('does not matter to a request where the collector is away', async () => {
    receiver.close();
    expect(await ask()).toBe(200);
    await tracer.stop();
    expect(tracer.counts.failed).toBeGreaterThan(0);
    expect(tracer.counts.exported).toBe(0);
  });
});
