import { describe, expect, it } from '@jest/globals';
import type { NatsConnection } from '@nats-io/transport-node';
import { setImmediate as turn } from 'node:timers/promises';
import { Readiness } from '../http/readiness.js';
import { Log } from '../logs/log.js';
import { isSafeBroker, OldBrokerError, watchBroker } from './broker-version.js';

describe('a broker', () => {
  it.each(['2.11.16', '2.11.17', '2.11.100', '2.12.7', '2.12.10', '2.13.0', '2.100.0', '3.0.0', 'v2.12.7', '2.12.7+build.5'])(
    'of version %s is safe',
    (version) => {
      expect(isSafeBroker(version)).toBe(true);
    },
  );

  it.each([
    ['of a line that ended', '2.9.10'],
    ['of a line that ended, however high its patch level', '2.10.29'],
    ['of an older generation', '1.4.1'],
    ['just below the first fix', '2.11.15'],
    ['just below the second', '2.12.6'],
    ['of a younger line that lacks what an older has', '2.12.0'],
    ['before the release that has the fix', '2.12.7-RC.1'],
    ['before the first release of a younger line', '2.13.0-beta.2'],
    ['from somebody’s branch', '2.12.7-dev'],
    ['with a number that is none', '2.12.x'],
    ['with a part left out', '2.12'],
    ['with a part too many', '2.12.7.1'],
    ['with words around it', 'nats-server: v2.12.7'],
    ['with a line break after it', '2.12.7\n2.9.10'],
    ['with no end', '9'.repeat(400)],
    ['that says nothing', ''],
    ['that says not even that', undefined],
  ])('%s is not safe', (_case, version) => {
    expect(isSafeBroker(version)).toBe(false);
  });
});

/** A connection that only has a version and reconnects when told. */
class FakeConnection {
  info: { version: string };
  private moved: (() => void) | undefined;

  constructor(version: string) {
    this.info = { version };
  }

  async *status(): AsyncIterable<{ type: string }> {
    for (;;) {
      await new Promise<void>((done) => (this.moved = done));
      yield { type: 'reconnect' };
    }
  }

  async reconnectTo(version: string): Promise<void> {
    this.info = { version };
    this.moved?.();
    await turn();
  }

  asConnection(): NatsConnection {
    return this as unknown as NatsConnection;
  }
}

class HeardLog extends Log {
  readonly events: string[] = [];
  override error(event: string): void {
    this.events.push(event);
  }
  override warn(event: string): void {
    this.events.push(event);
  }
}

describe('a process', () => {
  const watching = (version: string, old: 'refuse' | 'warn') => {
    const [connection, log, readiness] = [new FakeConnection(version), new HeardLog('test', 'silent'), new Readiness()];
    const start = (): void => watchBroker(connection.asConnection(), old, { log, readiness });
    return { connection, log, readiness, start };
  };

  it('starts on a safe broker and says nothing', async () => {
    const { start, log, readiness } = watching('2.12.7', 'refuse');
    start();
    expect({ events: log.events, missing: await readiness.missing() }).toEqual({ events: [], missing: [] });
  });

  it('does not start on an old one in production, and says which it was and what is needed', () => {
    const { start, log } = watching('2.9.10', 'refuse');
    expect(start).toThrow(new OldBrokerError('2.9.10'));
    expect(start).toThrow(/2\.9\.10 is refused.*2\.11\.16 or 2\.12\.7/);
    expect(log.events).toContain('broker-refused');
  });

  it('starts on an old one in a trial, and says so in the log', async () => {
    const { start, log, readiness } = watching('2.9.10', 'warn');
    start();
    expect({ events: log.events, missing: await readiness.missing() }).toEqual({ events: ['broker-outdated'], missing: [] });
  });

  it('is not ready while it has come to an old member of a cluster, and is again once it has left', async () => {
    const { start, connection, log, readiness } = watching('2.12.7', 'refuse');
    start();
    await turn();
    await connection.reconnectTo('2.12.6');
    expect({ events: log.events, missing: await readiness.missing() }).toEqual({ events: ['broker-refused'], missing: ['broker'] });
    await connection.reconnectTo('2.12.8');
    expect(await readiness.missing()).toEqual([]);
  });
});
