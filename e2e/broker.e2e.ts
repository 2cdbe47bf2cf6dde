/** The stack's own broker: a process that may not ask the SAM is refused by the server, not by courtesy. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { busServices, calls, inboxPrefix, signHash, subjectFor, type BusService } from '@paraph/contracts';
import { connect, nkeyAuthenticator, PermissionViolationError, RequestError, type NatsConnection } from '@nats-io/transport-node';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signaturesMade } from './harness/audit-log.ts';
import { credentialOf, state } from './harness/stack.ts';

const port = (JSON.parse(readFileSync(join(state, 'ports.json'), 'utf8')) as { nats: number }).nats;
const ca = readFileSync(join(state, 'bus', 'ca.pem'), 'utf8');
const open: NatsConnection[] = [];
const samCalls = calls.filter((call) => call.service === 'sam');

async function as(service: BusService): Promise<NatsConnection> {
  const seed = readFileSync(join(state, 'secrets', `nkey-${service}.seed`));
  const connection = await connect({
    servers: `127.0.0.1:${port}`,
    tls: { ca },
    authenticator: nkeyAuthenticator(new Uint8Array(seed.subarray(0, 58))),
    inboxPrefix: inboxPrefix(service),
  });
  open.push(connection);
  return connection;
}

const outcome = async (connection: NatsConnection, subject: string): Promise<string> =>
  connection.request(subject, '{}', { timeout: 3_000 }).then(
    (message) => message.json<{ error?: { code: string } }>().error?.code ?? 'answered',
    (error: unknown) => {
      const cause = error instanceof RequestError ? error.cause : error;
      return cause instanceof PermissionViolationError ? 'refused by the broker' : String(cause);
    },
  );

let before: number;
beforeAll(async () => {
  before = await signaturesMade(credentialOf('alice', 'p256'));
});
afterAll(async () => {
  await Promise.all(open.map((connection) => connection.close()));
});

describe('a call to the SAM', () => {
  it('reaches it from an allowed caller: the control', async () => {
    expect(await outcome(await as('gateway'), subjectFor(signHash, 'gateway'))).toBe('request.invalid');
  });

  it.each(busServices.filter((service) => service !== 'sam'))(
    'is refused to %s under its own name where it is not listed, and under every other name',
    async (service) => {
      const connection = await as(service);
      const foreign = samCalls.flatMap((call) =>
        busServices.filter((name) => name !== service || !call.callers.includes(service)).map((name) => subjectFor(call, name)),
      );
      const outcomes = await Promise.all(foreign.map(async (subject) => [subject, await outcome(connection, subject)] as const));
      expect(outcomes.filter(([, what]) => what !== 'refused by the broker')).toEqual([]);
      expect(outcomes.length).toBeGreaterThan(200);
      expect(await signaturesMade(credentialOf('alice', 'p256'))).toBe(before);
    },
  );

  it('is refused to somebody without a key', async () => {
    await expect(connect({ servers: `127.0.0.1:${port}`, tls: { ca }, maxReconnectAttempts: 0 })).rejects.toThrow();
  });
});

describe('what passes between others', () => {
  it.each(busServices)('is not heard by %s', async (service) => {
    const connection = await as(service);
    const wanted = ['>', 'paraph.>', '_INBOX_*.>', '_R_.>', '$JS.>', ...busServices.filter((one) => one !== service).map((one) => `${inboxPrefix(one)}.>`)];
    const refused = await Promise.all(
      wanted.map(
        (subject) => new Promise<boolean>((done) => connection.subscribe(subject, { callback: (error) => done(error instanceof PermissionViolationError) })),
      ),
    );
    expect(refused).toEqual(wanted.map(() => true));
  });
});
