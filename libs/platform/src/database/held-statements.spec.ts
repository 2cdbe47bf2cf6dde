import { describe, expect, it } from '@jest/globals';
import { HeldStatements } from './held-statements.js';

/** A connection that notes what was sent, and a BEGIN that is answered when a test says so. */
function opening() {
  const [held, sent] = [new HeldStatements(), [] as string[]];
  const begin = Promise.withResolvers<void>();
  held.until(begin.promise);
  const send = (name: string, isLook: boolean) => held.send(() => sent.push(name), isLook);
  return { held, sent, begin, send };
}

/** A turn of the event loop: everything that was answered has been heard. */
const turn = () => new Promise((done) => setImmediate(done));

describe('statements behind a BEGIN that is not answered', () => {
  it('are sent at once where they only look', () => {
    const { send, sent } = opening();
    void send('look', true);
    void send('another look', true);
    expect(sent).toEqual(['look', 'another look']);
  });

  it('wait where they change something', async () => {
    const { send, sent, begin } = opening();
    void send('change', false);
    await turn();
    expect(sent).toEqual([]);
    begin.resolve();
    await turn();
    expect(sent).toEqual(['change']);
  });

  it('keep their order: a look behind a change waits with it', async () => {
    const { send, sent, begin } = opening();
    for (const [name, isLook] of [
      ['look', true],
      ['change', false],
      ['second look', true],
      ['second change', false],
    ] as const)
      void send(name, isLook);
    expect(sent).toEqual(['look']);
    begin.resolve();
    await turn();
    expect(sent).toEqual(['look', 'change', 'second look', 'second change']);
  });

  it('keep it also before those that are asked for by whoever hears of the BEGIN', async () => {
    const { held, send, sent, begin } = opening();
    const heard = begin.promise.then(() => held.send(() => sent.push('late'), false));
    void send('change', false);
    begin.resolve();
    await heard;
    await turn();
    expect(sent).toEqual(['change', 'late']);
  });

  it('are never sent where it failed, and say why', async () => {
    const { send, sent, begin } = opening();
    const change = send('change', false);
    const look = send('look behind it', true);
    begin.reject(new Error('no transaction'));
    await expect(change).rejects.toThrow('no transaction');
    await expect(look).rejects.toThrow('no transaction');
    expect(sent).toEqual([]);
  });

  it('are refused after it failed, until whoever began is done', async () => {
    const { held, send, sent, begin } = opening();
    void send('look', true);
    begin.reject(new Error('no transaction'));
    await turn();
    await expect(send('change', false)).rejects.toThrow('no transaction');
    await expect(send('look', true)).rejects.toThrow('no transaction');
    held.free();
    void send('change of another', false);
    expect(sent).toEqual(['look', 'change of another']);
  });

  it('are not held any more when the next transaction has none', async () => {
    const { send, sent, begin } = opening();
    begin.resolve();
    await turn();
    void send('change', false);
    expect(sent).toEqual(['change']);
  });
});

describe('without a BEGIN', () => {
  it('everything is sent at once', () => {
    const sent: string[] = [];
    void new HeldStatements().send(() => sent.push('change'), false);
    expect(sent).toEqual(['change']);
  });
});
