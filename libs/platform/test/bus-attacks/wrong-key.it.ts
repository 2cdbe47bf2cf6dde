/** Somebody who is on the network and has no key, another's name, or a key that was taken from its owner and replaced. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createUser } from '@nats-io/nkeys';
import { connect, nkeyAuthenticator, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import { busServices, inboxPrefix, introspectToken, listCredentials, signHash, subjectFor } from '@paraph/contracts';
import { HostileBus } from './hostile-bus.js';

let bus: HostileBus;
const open: NatsConnection[] = [];

beforeAll(async () => {
  bus = await HostileBus.start();
});
afterAll(async () => {
  await Promise.all(open.map((connection) => connection.close()));
  await bus.stop();
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const come = async (options: Partial<ConnectionOptions>): Promise<NatsConnection> => {
  const connection = await connect({ servers: `localhost:${bus.nats.port}`, tls: { ca: bus.nats.ca }, reconnect: false, ...options });
  open.push(connection);
  return connection;
};

describe('the broker', () => {
  it.each(busServices)('lets %s in with its key: the control', async (service) => {
    const connection = await come({ authenticator: nkeyAuthenticator(bytes(bus.nats.nkeys[service].reveal())) });
    await expect(connection.flush()).resolves.toBeUndefined();
  });

  it.each<[string, () => Partial<ConnectionOptions>]>([
    ['nobody', () => ({})],
    ['somebody with a password', () => ({ user: 'sam', pass: 'sam' })],
    ['somebody with a token', () => ({ token: bus.nats.nkeys.sam.reveal() })],
    ['somebody who names the SAM and has a key of his own', () => ({ name: 'sam', authenticator: nkeyAuthenticator(createUser().getSeed()) })],
    [
      'somebody who shows the SAM’s public key and signs with another',
      () => ({
        authenticator: (nonce?: string) => {
          const honest = nkeyAuthenticator(bytes(bus.nats.nkeys.sam.reveal()))(nonce);
          const forged = nkeyAuthenticator(createUser().getSeed())(nonce);
          return { ...honest, sig: (forged as { sig: string }).sig };
        },
      }),
    ],
    [
      'somebody who repeats a signature of the SAM over another challenge',
      () => ({ authenticator: () => nkeyAuthenticator(bytes(bus.nats.nkeys.sam.reveal()))('an older challenge') }),
    ],
  ])('refuses %s', async (_who, options) => {
    await expect(come(options())).rejects.toThrow(/Authorization Violation/i);
  });
});

describe('a process with the key of another', () => {
  it('is that other and nothing more, whatever it calls itself', async () => {
    const connection = await come({
      name: 'sam',
      inboxPrefix: inboxPrefix('gateway'),
      authenticator: nkeyAuthenticator(bytes(bus.nats.nkeys.gateway.reveal())),
    });
    const outcome = async (subject: string): Promise<string> =>
      connection.request(subject, '{}', { timeout: 5_000 }).then(
        () => 'answered',
        (error: unknown) => String(error),
      );
    expect(await outcome(subjectFor(introspectToken, 'management'))).toMatch(/Permissions Violation/);
    expect(await outcome(subjectFor(listCredentials, 'identity'))).toMatch(/Permissions Violation/);
    expect(await outcome(subjectFor(signHash, 'gateway'))).not.toMatch(/Permissions Violation/);
  });
});

describe('a key that was replaced', () => {
  it('loses its connection and gets no other, while the others keep theirs', async () => {
    const thief = await come({ authenticator: nkeyAuthenticator(bytes(bus.nats.nkeys.courier.reveal())) });
    const other = await come({ authenticator: nkeyAuthenticator(bytes(bus.nats.nkeys.gateway.reveal())) });
    await thief.flush();
    await bus.nats.revoke('courier');
    await thief.closed();
    expect(thief.isClosed()).toBe(true);
    await expect(come({ authenticator: nkeyAuthenticator(bytes(bus.nats.nkeys.courier.reveal())) })).rejects.toThrow(/Authorization Violation/i);
    await expect(other.flush()).resolves.toBeUndefined();
    expect(other.isClosed()).toBe(false);
  });
});
