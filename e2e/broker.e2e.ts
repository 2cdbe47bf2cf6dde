/** The stack's own broker: a process that may not ask the SAM is refused by the server, not by courtesy. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, nkeyAuthenticator, PermissionViolationError, RequestError, type NatsConnection } from '@nats-io/transport-node';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signaturesMade } from './harness/audit-log.ts';
import { credentialOf, state } from './harness/stack.ts';

const port = (JSON.parse(readFileSync(join(state, 'ports.json'), 'utf8')) as { nats: number }).nats;
const ca = readFileSync(join(state, 'bus', 'ca.pem'), 'utf8');
const open: NatsConnection[] = [];

async function as(service: string): Promise<NatsConnection> {
  const seed = readFileSync(join(state, 'secrets', `nkey-${service}.seed`));
  const connection = await connect({
    servers: `127.0.0.1:${port}`,
    tls: { ca },
    authenticator: nkeyAuthenticator(new Uint8Array(seed.subarray(0, 58))),
    inboxPrefix: `_INBOX_${service.replaceAll('-', '_')}`,
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
    expect(await outcome(await as('gateway'), 'paraph.sam.v1.signHash.gateway')).toBe('request.invalid');
  });

  it.each([
    ['identity', 'paraph.sam.v1.signHash.identity'],
    ['identity', 'paraph.sam.v1.signHash.gateway'],
    ['management', 'paraph.sam.v1.signHash.gateway'],
    ['key-lifecycle', 'paraph.sam.v1.signHash.gateway'],
    ['ca-connector', 'paraph.sam.v1.signHash.gateway'],
    ['audit', 'paraph.sam.v1.signHash.gateway'],
    ['gateway', 'paraph.sam.v1.openActivation.identity'],
    ['gateway', 'paraph.sam.v1.completeActivation.gateway'],
    ['gateway', 'paraph.sam.v1.composeCertificate.ca-connector'],
  ])('is refused to %s on %s', async (service, subject) => {
    expect(await outcome(await as(service), subject)).toBe('refused by the broker');
    expect(await signaturesMade(credentialOf('alice', 'p256'))).toBe(before);
  });

  it('is refused to somebody without a key', async () => {
    await expect(connect({ servers: `127.0.0.1:${port}`, tls: { ca }, maxReconnectAttempts: 0 })).rejects.toThrow();
  });
});
