import type { NatsConnection } from '@nats-io/transport-node';
import type { Readiness } from '../http/readiness.js';
import type { Log } from '../logs/log.js';

/** The first releases, line by line and newest last, in which the known holes of the broker are closed. */
const FIRST_SAFE = [
  [2, 11, 16],
  [2, 12, 7],
] as const;

/** What is done about a broker that is older. */
export type OldBroker = 'refuse' | 'warn';

/** A broker that production does not use. */
export class OldBrokerError extends Error {
  override readonly name = 'OldBrokerError';

  constructor(readonly version: string) {
    super(`nats-server ${version} is refused: it lacks security fixes, ${wanted()} is needed`);
  }
}

/**
 * Whether a broker has the fixes. Within a release line the patch level decides; lines after the newest known one have them. A
 * pre-release, a build from somebody's branch or a text that is no version does not count: nobody says what is in it.
 */
export function isSafeBroker(version: string | undefined): boolean {
  const parts = /^v?(\d{1,5})\.(\d{1,5})\.(\d{1,5})(?:\+[0-9A-Za-z.-]+)?$/.exec(version ?? '');
  if (!parts) return false;
  const [major, minor, patch] = parts.slice(1).map(Number) as [number, number, number];
  const line = FIRST_SAFE.find(([safeMajor, safeMinor]) => safeMajor === major && safeMinor === minor);
  if (line) return patch >= line[2];
  const newest = FIRST_SAFE[FIRST_SAFE.length - 1];
  return newest !== undefined && (major > newest[0] || (major === newest[0] && minor > newest[1]));
}

/**
 * Looks at the broker's version now, and again after each reconnect: a cluster may still have an old member. A running process that
 * has come to an old one is not ready.
 *
 * @throws OldBrokerError where old brokers are refused and this is one
 */
export function watchBroker(connection: NatsConnection, old: OldBroker, { log, readiness }: { log: Log; readiness: Readiness }): void {
  const version = (): string => connection.info?.version ?? 'of unknown version';
  const look = (): boolean => {
    if (isSafeBroker(connection.info?.version)) return true;
    if (old === 'warn') log.warn('broker-outdated', { version: version(), wanted: wanted() });
    else log.error('broker-refused', new OldBrokerError(version()));
    return old === 'warn';
  };
  let accepted = look();
  if (!accepted) throw new OldBrokerError(version());
  readiness.add('broker', async () => {
    if (!accepted) throw new OldBrokerError(version());
  });
  void (async () => {
    for await (const status of connection.status()) if (status.type === 'reconnect') accepted = look();
  })();
}

function wanted(): string {
  return FIRST_SAFE.map((one) => one.join('.')).join(' or ');
}
