import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { INestMicroservice } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { introspectToken, ServiceError, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { startNats, type TestNats } from '@paraph/testing';
import { Answers, Bus, BusServer, connectBus, correlationId, currentDeadline, Log, runWork, type Caller } from '../src/index.js';

const seen: { caller?: Caller; correlation?: string | undefined; deadline?: number | undefined } = {};

@Controller()
class TokensController {
  @Answers(introspectToken)
  async introspect(request: RequestOf<typeof introspectToken>, caller: Caller): Promise<ReplyOf<typeof introspectToken>> {
    Object.assign(seen, { caller, correlation: correlationId(), deadline: currentDeadline() });
    if (request.tokenDigest.startsWith('R')) throw new ServiceError('service.unavailable', 'resting', { retryAfter: 7 });
    if (request.tokenDigest.startsWith('B')) throw new TypeError('the inside');
    return { state: 'unknown' };
  }
}

@Module({ controllers: [TokensController] })
class TestModule {}

let nats: TestNats;
let app: INestMicroservice;
let bus: Bus;
const open: NatsConnection[] = [];

beforeAll(async () => {
  nats = await startNats();
  const connect = async (service: 'identity' | 'gateway'): Promise<NatsConnection> => {
    const connection = await connectBus(service, { url: nats.url, ca: nats.ca, nkey: nats.nkeys[service] });
    open.push(connection);
    return connection;
  };
  app = await NestFactory.createMicroservice(TestModule, {
    strategy: new BusServer(await connect('identity'), 'identity', new Log('identity', 'silent')),
    logger: false,
  });
  await app.listen();
  bus = new Bus(await connect('gateway'), 'gateway');
});

afterAll(async () => {
  await app.close();
  await Promise.all(open.map((one) => one.close()));
  await nats.stop();
});

const ask = (first: string): Promise<unknown> => bus.call(introspectToken, { tokenDigest: first.repeat(43) });

describe('a controller that answers', () => {
  it('is told who calls, under which correlation id and until when', async () => {
    expect(await runWork({ correlationId: 'correlation-1' }, () => ask('A'))).toEqual({ state: 'unknown' });
    expect(seen).toMatchObject({ caller: { service: 'gateway' }, correlation: 'correlation-1' });
    expect(seen.deadline).toBeGreaterThan(0);
  });

  it('refuses in its own words', async () => {
    await expect(ask('R')).rejects.toMatchObject({ code: 'service.unavailable', detail: 'resting', retryAfter: 7 });
  });

  it('says nothing of a bug', async () => {
    await expect(ask('B')).rejects.toMatchObject({ code: 'internal', detail: 'an unexpected error, see the log' });
  });

  it('is not even asked when no time is left', async () => {
    await expect(runWork({ correlationId: 'correlation-2', deadline: 1 }, () => ask('A'))).rejects.toMatchObject({ code: 'deadline.exceeded' });
  });
});
