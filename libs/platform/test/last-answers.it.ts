/** What a process that stops says to those whose connections are still open: that there is nothing more on them. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, type DynamicModule } from '@nestjs/common';
import { Agent, get } from 'node:http';
import { Log, Readiness } from '../src/index.js';
import { createApp } from '../src/http/app.js';

const gate = { entered: Promise.withResolvers<void>(), open: Promise.withResolvers<void>() };

@Controller()
class Slow {
  @Get('slow')
  async answer(): Promise<{ done: true }> {
    gate.entered.resolve();
    await gate.open.promise;
    return { done: true };
  }

  @Get('quick')
  greet(): { done: true } {
    return { done: true };
  }
}

@Module({ controllers: [Slow] })
class SlowModule {}

const agent = new Agent({ keepAlive: true });
afterEach(() => agent.destroy());

function ask(url: string): Promise<{ readonly status: number | undefined; readonly connection: string | undefined }> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => {
      answer.resume().once('end', () => resolve({ status: answer.statusCode, connection: answer.headers.connection }));
    }).once('error', reject);
  });
}

describe('a process that stops', () => {
  it('answers what it is at work on and ends that connection, so that it need not wait for the client to do so', async () => {
    const readiness = new Readiness();
    const module: DynamicModule = { module: SlowModule };
    const app = await createApp(module, { service: 'slow', log: new Log('test', 'silent'), readiness, connection: undefined, database: undefined });
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    expect(await ask(`${url}/quick`)).toEqual({ status: 200, connection: 'keep-alive' });
    const slow = ask(`${url}/slow`);
    await gate.entered.promise;
    readiness.stop();
    const closed = app.close();
    gate.open.resolve();
    expect(await slow).toEqual({ status: 200, connection: 'close' });
    await closed;
  });
});
