import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { identify } from '../process-table.ts';
import type { ServiceEntry } from '../services.ts';
import { Stack, type StackOptions } from '../stack.ts';

const audit: ServiceEntry = { name: 'audit', port: 'audit', bus: true, origin: true, database: 'audit', program: 'tools/stack/test/quiet-service.mjs' };
const gateway: ServiceEntry = { name: 'gateway', port: 'gateway', bus: true, origin: true, program: 'tools/stack/test/quiet-service.mjs' };

let folder: string;
let screen: string;
let stack: Stack;

beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'paraph-stack-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => void (screen = ''));
afterEach(() => stack.stop());

function aStack(options: Partial<StackOptions> = {}): Stack {
  const write = (text: string): void => void (screen += text);
  return new Stack({ state: join(folder, 'state'), demo: false, services: [audit, gateway], screen: { isTerminal: false, write }, ...options });
}

async function until(truth: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 15_000; waited += 50) {
    if (await truth()) return;
    await sleep(50);
  }
  throw new Error(`waited in vain; the screen shows:\n${screen}`);
}

const alive = (pids: Iterable<number>): number[] => [...pids].filter((pid) => identify(pid) !== undefined);

describe('a stack', () => {
  it('starts every process and leaves none when it stops', async () => {
    stack = aStack();
    await stack.start();
    const pids = [...stack.services.values()];
    expect([...stack.services.keys()]).toEqual(['postgres', 'nats', 'idp', 'audit', 'gateway']);
    expect(alive(pids)).toEqual(pids);
    await stack.stop();
    expect(alive(pids)).toEqual([]);
  });

  it('gives a service its own settings and nothing of its neighbours', async () => {
    stack = aStack();
    await stack.start();
    const keys: unknown = await (await fetch(`http://127.0.0.1:${new URL(stack.urls['gateway'] ?? '').port}/`)).json();
    expect(keys).toEqual(expect.arrayContaining(['GATEWAY_BUS_NKEY_FILE', 'GATEWAY_PUBLIC_ORIGIN']));
    expect(String(keys)).not.toMatch(/AUDIT_|DATABASE|SOFTHSM/);
  });

  it('has a phone beside its page, which takes what courier would send', async () => {
    stack = aStack();
    await stack.start();
    const origin = `http://127.0.0.1:${new URL(stack.urls['start'] ?? '').port}`;
    expect(await (await fetch(`${origin}/`)).text()).toContain('href="/phone"');
    const token = readFileSync(join(folder, 'state', 'secrets', 'sms-gateway.token'), 'utf8');
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const { status } = await fetch(`${origin}/phone/sms`, { method: 'POST', headers, body: JSON.stringify({ to: '+33612345678', text: 'Code 123456' }) });
    expect(status).toBe(202);
    expect(await (await fetch(`${origin}/phone/messages?to=%2B33612345678`)).json()).toMatchObject({ messages: [{ text: 'Code 123456' }] });
  });

  it('keeps its ports at the next start', async () => {
    stack = aStack();
    await stack.start();
    const before = stack.urls;
    await stack.stop();
    stack = aStack();
    await stack.start();
    expect(stack.urls).toEqual(before);
  });

  it('starts a program again that died, and says so', async () => {
    stack = aStack();
    await stack.start();
    const before = stack.services.get('audit');
    stack.kill('audit');
    await until(() => screen.includes('audit is back'));
    expect(screen).toContain('audit died (signal SIGKILL)');
    expect(stack.services.get('audit')).not.toBe(before);
  });

  it('starts the database and the broker again too', async () => {
    stack = aStack();
    await stack.start();
    stack.kill('nats');
    stack.kill('postgres');
    await until(() => screen.includes('nats is back') && screen.includes('postgres is back'));
    expect(screen).not.toContain('stays down');
  });

  it('gives up on a program that dies again and again', async () => {
    stack = aStack();
    await stack.start();
    const origin = `http://127.0.0.1:${new URL(stack.urls['gateway'] ?? '').port}`;
    await until(async () => {
      await fetch(`${origin}/die`).catch(() => undefined);
      return screen.includes('gateway died 5 times in a row and stays down');
    });
    expect(stack.services.has('gateway')).toBe(false);
  });

  it('does not give up on a program that somebody else ends again and again', async () => {
    stack = aStack();
    await stack.start();
    for (let deaths = 1; deaths <= 5; deaths += 1) {
      await until(() => stack.services.has('gateway'));
      stack.kill('gateway');
      await until(() => screen.split('gateway died (signal SIGKILL)').length > deaths);
    }
    await until(() => screen.includes('gateway is back'));
    expect(screen).not.toContain('stays down');
  });

  it('refuses a state on which another stack runs', async () => {
    stack = aStack();
    await stack.start();
    await expect(aStack().start()).rejects.toThrow(`a stack already runs on this state (process ${process.pid}`);
    await expect(aStack({ reset: true }).start()).rejects.toThrow('a stack already runs on this state');
    expect(alive(stack.services.values())).toHaveLength(5);
  });

  it('names the owner of a port that somebody else took', async () => {
    stack = aStack();
    await stack.start();
    await stack.stop();
    const ports = JSON.parse(readFileSync(join(folder, 'state/ports.json'), 'utf8'));
    const thief = createServer().listen(ports.sam, '127.0.0.1');
    try {
      stack = aStack();
      await expect(stack.start()).rejects.toThrow(`port ${ports.sam} (sam) is taken by process ${process.pid}`);
    } finally {
      thief.close();
    }
  });

  it('shows the last lines of a service that cannot start, and leaves no process', async () => {
    stack = aStack({ services: [audit, { ...gateway, program: 'tools/stack/test/failing-service.mjs' }] });
    await expect(stack.start()).rejects.toThrow(/gateway ended before it was ready \(exit code 78\)[^]*no such key/);
    expect(stack.services.size).toBe(0);
  });

  it('refuses a folder that is not a state folder', async () => {
    stack = aStack({ state: folder });
    await expect(stack.start()).rejects.toThrow('is not a state folder of Paraph');
    stack = aStack({ state: folder, reset: true });
    await expect(stack.start()).rejects.toThrow('is not a state folder of Paraph');
  });
});
