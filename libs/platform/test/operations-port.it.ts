import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Post, type DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Log, Metrics, Readiness } from '../src/index.js';
import { createApp } from '../src/http/app.js';
import { OperationsPort } from '../src/http/operations-port.js';

@Controller()
class Greetings {
  @Get('greetings/:name')
  greet(): { hello: true } {
    return { hello: true };
  }

  @Post('greetings/:name')
  answer(): { hello: true } {
    return { hello: true };
  }
}

@Module({ controllers: [Greetings] })
class GreetingsModule {}

const log = new Log('test', 'silent');
const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

interface Running {
  readonly app: NestFastifyApplication;
  readonly readiness: Readiness;
  readonly own: string;
}

async function start(hasOperationsPort: boolean): Promise<Running> {
  const readiness = new Readiness();
  const module: DynamicModule = { module: GreetingsModule };
  const app = await createApp(module, { service: 'greeter', log, readiness, connection: undefined, database: undefined }, { hasOperationsPort });
  await app.listen(0, '127.0.0.1');
  opened.push(() => app.close());
  return { app, readiness, own: await app.getUrl() };
}

async function startBoth(): Promise<Running & { readonly operations: string }> {
  const running = await start(true);
  const port = new OperationsPort(running.readiness, running.app.get(Metrics));
  const number = await port.listen(0, '127.0.0.1');
  opened.push(() => port.close());
  return { ...running, operations: `http://127.0.0.1:${number}` };
}

const status = async (url: string, init?: RequestInit): Promise<number> => (await fetch(url, init)).status;
const OPERATIONS = ['/health/live', '/health/ready', '/metrics'];

describe('a process without an operations port', () => {
  it('tells health and metrics beside its own', async () => {
    const { own } = await start(false);
    expect(await Promise.all([...OPERATIONS, '/greetings/ada'].map((path) => status(own + path)))).toEqual([200, 200, 200, 200]);
  });
});

describe('a process with one', () => {
  it('tells them there and nowhere else, and nothing else there', async () => {
    const { own, operations } = await startBoth();
    expect(await Promise.all(OPERATIONS.map((path) => status(operations + path)))).toEqual([200, 200, 200]);
    expect(await Promise.all(OPERATIONS.map((path) => status(own + path)))).toEqual([404, 404, 404]);
    expect(await Promise.all([status(`${own}/greetings/ada`), status(`${operations}/greetings/ada`)])).toEqual([200, 404]);
    expect(await Promise.all([status(`${operations}/metrics?x=1`), status(`${operations}/metrics`, { method: 'POST' })])).toEqual([200, 405]);
  });

  it('says what is missing, and that it stops', async () => {
    const { operations, readiness } = await startBoth();
    let isThere = false;
    readiness.add('database', async () => {
      if (!isThere) throw new Error('away');
    });
    const ready = async (): Promise<unknown> => {
      const answer = await fetch(`${operations}/health/ready`);
      return { code: answer.status, ...((await answer.json()) as object) };
    };
    expect(await ready()).toEqual({ code: 503, status: 'not ready', missing: ['database'] });
    isThere = true;
    readiness.remark('no time source');
    expect(await ready()).toEqual({ code: 200, status: 'ready', remarks: ['no time source'] });
    readiness.stop();
    expect(await ready()).toEqual({ code: 503, status: 'not ready', missing: ['stopping'] });
  });

  it('does not start on an address that is taken', async () => {
    const { operations, readiness, app } = await startBoth();
    await expect(new OperationsPort(readiness, app.get(Metrics)).listen(Number(new URL(operations).port), '127.0.0.1')).rejects.toThrow('EADDRINUSE');
  });
});

describe('figures of requests', () => {
  /** Every series of a metric, as label texts. */
  const series = async (app: NestFastifyApplication, name: string): Promise<string[]> =>
    [...(await app.get(Metrics).text()).matchAll(new RegExp(`^${name}\\{([^}]*)\\} (\\S+)$`, 'gm'))].map(([, labels, value]) => `${labels} ${value}`);

  it('name the declared route, whatever path, method or query is asked for', async () => {
    const { app, own } = await start(false);
    const strange = [
      ...Array.from({ length: 60 }, (_, index) => `/nothing/${index}/${'x'.repeat(index)}`),
      '/%2e%2e/%2e%2e',
      '/greetings',
      '/greetings/a/b',
      '/?q=%00',
    ];
    for (const path of strange) await fetch(own + path);
    for (let index = 0; index < 40; index += 1) await fetch(`${own}/greetings/person-${index}?token=${index}`);
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND', 'LOCK']) await fetch(`${own}/greetings/ada`, { method });
    await fetch(`${own}/greetings/ada`, { method: 'POST' });
    for (const path of OPERATIONS) await fetch(own + path);
    const found = await series(app, 'paraph_http_requests_total');
    expect(found).toEqual(expect.arrayContaining([expect.stringMatching(/route="\/greetings\/:name",method="GET",status="200".* 40$/)]));
    expect(found).toEqual(expect.arrayContaining([expect.stringMatching(/route="none",method="GET",status="404".* 64$/)]));
    // One for each method that is answered by the route, and one for each that is answered by nobody: as few as there are words in the code.
    expect(found.length).toBeLessThanOrEqual(12);
    expect(found.join()).not.toMatch(/person-|nothing|token|PROPFIND|health|metrics/);
    expect(new Set((await series(app, 'paraph_http_request_seconds_count')).map((one) => /route="([^"]*)"/.exec(one)?.[1]))).toEqual(
      new Set(['none', '/greetings/:name']),
    );
  });
});
