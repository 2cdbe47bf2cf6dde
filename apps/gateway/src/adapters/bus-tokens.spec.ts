import { describe, expect, it } from '@jest/globals';
import { Secret, sha256, toBase64Url } from '@paraph/kernel';
import type { Bus } from '@paraph/platform';
import { alice, aliceEc, client, subscriber } from '../../test/people.js';
import { BusTokens } from './bus-tokens.js';

const answering = (reply: object): { bus: Pick<Bus, 'call'>; asked: unknown[] } => {
  const asked: unknown[] = [];
  const call = async (_call: unknown, request: unknown): Promise<never> => {
    asked.push(request);
    return reply as never;
  };
  return { bus: { call }, asked };
};
const told = { state: 'active', clientId: client, subscriberId: subscriber, expiresAt: '2027-01-01T00:00:00.000Z' };

describe('a token', () => {
  it('leaves the gateway only as its SHA-256', async () => {
    const { bus, asked } = answering({ state: 'unknown' });
    expect(await new BusTokens(bus).introspect(new Secret('sad_x'))).toEqual({ state: 'unknown' });
    expect(asked).toEqual([{ tokenDigest: toBase64Url(sha256('sad_x')) }]);
  });

  it('of a client is a service bearer without a signer', async () => {
    const { bus } = answering({ ...told, scope: 'service' });
    expect(await new BusTokens(bus).introspect(new Secret('t'))).toEqual({
      state: 'active',
      bearer: { scope: 'service', clientId: client, subscriberId: subscriber },
    });
  });

  it('for a credential keeps the token for the SAM', async () => {
    const { bus } = answering({ ...told, scope: 'credential', signerId: alice, credentialId: aliceEc });
    const state = await new BusTokens(bus).introspect(new Secret('sad_x'));
    expect(state).toMatchObject({ bearer: { scope: 'credential', signerId: alice, credentialId: aliceEc } });
    expect(JSON.stringify(state)).not.toContain('sad_x');
  });

  it('for no credential is a bug of whoever said so', async () => {
    const { bus } = answering({ ...told, scope: 'credential' });
    await expect(new BusTokens(bus).introspect(new Secret('t'))).rejects.toThrow('without a credential');
  });
});
