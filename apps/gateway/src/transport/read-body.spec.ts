import { describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { CscRefusal } from './csc-error.js';
import { readBody } from './read-body.js';

const request = (headers: Record<string, string> = {}): { stream: PassThrough; message: IncomingMessage } => {
  const stream = new PassThrough();
  return { stream, message: Object.assign(stream, { headers }) as unknown as IncomingMessage };
};
const read = async (parts: readonly (string | Buffer)[], most: number, headers: Record<string, string> = {}): Promise<string> => {
  const { stream, message } = request(headers);
  const body = readBody(message, most).catch((error: unknown) => {
    if (error instanceof CscRefusal) return `${error.wire.status} ${error.wire.error}`;
    throw error;
  });
  for (const part of parts) stream.write(part);
  stream.end();
  return body;
};

describe('a body', () => {
  it.each<[string, readonly string[], number, string]>([
    ['nothing', [], 10, ''],
    ['one part', ['{}'], 10, '{}'],
    ['parts', ['{"a"', ':1}'], 10, '{"a":1}'],
    ['as much as is allowed', ['12345'], 5, '12345'],
  ])('of %s is read', async (_case, parts, most, text) => {
    expect(await read(parts, most)).toBe(text);
  });

  it('is put together where a character was cut in two', async () => {
    const bytes = Buffer.from('é');
    expect(await read([bytes.subarray(0, 1), bytes.subarray(1)], 10)).toBe('é');
  });

  it.each<[string, readonly (string | Buffer)[], Record<string, string>, string]>([
    ['more than is allowed', ['123456'], {}, '413 invalid_request'],
    ['more in parts', ['123', '456'], {}, '413 invalid_request'],
    ['more by its own word', [], { 'content-length': '6' }, '413 invalid_request'],
    ['no UTF-8', [Buffer.from([0x22, 0xff, 0x22])], {}, '400 invalid_request'],
    ['half a surrogate', [Buffer.from([0xed, 0xa0, 0x80])], {}, '400 invalid_request'],
  ])('of %s is refused', async (_case, parts, headers, expected) => {
    expect(await read(parts, 5, headers)).toBe(expected);
  });

  it('whose sender went away before it was read is refused', async () => {
    const { stream, message } = request();
    stream.destroy();
    await new Promise((done) => setImmediate(done));
    await expect(readBody(message, 10)).rejects.toMatchObject({ wire: { status: 400 } });
  });

  it('whose sender goes away is refused', async () => {
    const { stream, message } = request();
    const body = readBody(message, 10);
    stream.destroy();
    await expect(body).rejects.toMatchObject({ wire: { status: 400 } });
  });
});
