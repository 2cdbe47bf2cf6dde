/** A long answer is made as fast as it is read, and no longer than somebody reads it. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { defineEndpoint } from '@paraph/contracts';
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { z } from 'zod';
import { servesBelow } from '../src/http/api/serves.js';
import { StreamedAnswer } from '../src/http/api/streamed-answer.js';

const PIECE = 'x'.repeat(64_000);
/** More than all buffers between the two ends hold. */
const MANY = 100_000;

const endpoint = (path: string) =>
  defineEndpoint({ method: 'GET', path, status: 200, tag: 'event', purpose: 'Streams.', answer: z.object({}), streams: ['text/csv'], errors: [] });

let made = 0;
let ended: () => void;
let whenEnded: Promise<void>;

async function* pieces(count: number, breaksAt = Infinity): AsyncGenerator<string> {
  try {
    for (let nth = 0; nth < count; nth += 1) {
      if (nth === breaksAt) throw new Error('the database is gone');
      made += 1;
      yield PIECE;
    }
  } finally {
    ended();
  }
}

const Serves = servesBelow('/test/v1/');

@Controller()
class Streams {
  @Serves(endpoint('few'))
  async few(_asked: unknown): Promise<StreamedAnswer> {
    return new StreamedAnswer('text/csv', pieces(3), 'few.csv');
  }

  @Serves(endpoint('many'))
  async many(_asked: unknown): Promise<StreamedAnswer> {
    return new StreamedAnswer('text/csv', pieces(MANY));
  }

  @Serves(endpoint('broken'))
  async broken(_asked: unknown): Promise<StreamedAnswer> {
    return new StreamedAnswer('text/csv', pieces(3, 2));
  }
}

@Module({ controllers: [Streams] })
class StreamsModule {}

let app: NestFastifyApplication;

async function open(path: string): Promise<IncomingMessage> {
  const asked = request(`${await app.getUrl()}/test/v1/${path}`);
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return answer;
}

beforeEach(async () => {
  made = 0;
  whenEnded = new Promise((resolve) => (ended = resolve));
  app = await NestFactory.create<NestFastifyApplication>(StreamsModule, new FastifyAdapter({ forceCloseConnections: true }), { logger: false });
  await app.listen(0, '127.0.0.1');
});
afterEach(() => app.close());

describe('a streamed answer', () => {
  it('comes whole, under its type and its name', async () => {
    const answer = await open('few');
    let length = 0;
    for await (const chunk of answer) length += (chunk as Buffer).length;
    expect([length, answer.headers['content-type'], answer.headers['content-disposition']]).toEqual([
      3 * PIECE.length,
      'text/csv',
      'attachment; filename="few.csv"',
    ]);
  });

  it('is not made further when nobody reads on, and ends when the reader hangs up', async () => {
    const answer = await open('many');
    await once(answer, 'readable');
    answer.destroy();
    await whenEnded;
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(MANY / 10);
  });

  it('that breaks off is not taken for the whole', async () => {
    const answer = await open('broken');
    const read = async () => {
      for await (const _chunk of answer);
    };
    await expect(read()).rejects.toThrow();
    expect(answer.complete).toBe(false);
  });
});
