import { describe, expect, it } from '@jest/globals';
import { Secret, sha256, toBase64Url } from '@paraph/kernel';
import type { Bus } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import { aClient, alice, aliceEc, client, otherClient, subscriber } from '../../test/people.js';
import { BriefMemory } from './brief-memory.js';
import { BusTokens, endOfWord, TOKEN_WORD_MS } from './bus-tokens.js';

const clock = new FakeClock();
const told = { state: 'active', clientId: client, client: aClient(), subscriberId: subscriber, expiresAt: '2099-01-01T00:00:00.000Z' };

const answering = (reply: object): { tokens: BusTokens; asked: unknown[]; says: { reply: object } } => {
  const asked: unknown[] = [];
  const says = { reply };
  const call = async (_call: unknown, request: unknown): Promise<never> => {
    asked.push(request);
    return says.reply as never;
  };
  const bus: Pick<Bus, 'call'> = { call };
  const memory = new BriefMemory<never>('tokens', { forMs: TOKEN_WORD_MS, most: 10, endOf: endOfWord }, clock, { count: () => undefined });
  return { tokens: new BusTokens(bus, memory as never), asked, says };
};

describe('a token', () => {
  it('leaves the gateway only as its SHA-256', async () => {
    const { tokens, asked } = answering({ state: 'unknown' });
    expect(await tokens.introspect(new Secret('sad_x'))).toEqual({ state: 'unknown' });
    expect(asked).toEqual([{ tokenDigest: toBase64Url(sha256('sad_x')) }]);
  });

  it('of a client is a service bearer without a signer', async () => {
    const { tokens } = answering({ ...told, scope: 'service' });
    expect(await tokens.introspect(new Secret('t'))).toEqual({
      state: 'active',
      bearer: { scope: 'service', clientId: client, client: aClient(), subscriberId: subscriber },
    });
  });

  it('for a credential keeps the token for the SAM, and the key it is bound to', async () => {
    const { tokens } = answering({ ...told, scope: 'credential', signerId: alice, credentialId: aliceEc, proofKeyThumbprint: 'k' });
    const state = await tokens.introspect(new Secret('sad_x'));
    expect(state).toMatchObject({ bearer: { scope: 'credential', signerId: alice, credentialId: aliceEc, proofKeyThumbprint: 'k' } });
    expect(JSON.stringify(state)).not.toContain('sad_x');
  });

  it.each([
    ['credential', { scope: 'credential' }],
    ['creation', { scope: 'credential-creation' }],
    ['deletion', { scope: 'credential-deletion', changeId: 'chg' }],
    ['deletion and no change', { scope: 'credential-deletion', credentialId: aliceEc }],
  ])('for no %s is a bug of whoever said so', async (_case, change) => {
    const { tokens } = answering({ ...told, ...change });
    await expect(tokens.introspect(new Secret('t'))).rejects.toThrow('without a');
  });
});

describe('what was said of a token', () => {
  it('counts for half a second, for that token alone', async () => {
    const { tokens, asked, says } = answering({ ...told, scope: 'service' });
    await tokens.introspect(new Secret('t'));
    says.reply = { state: 'revoked' };
    expect((await tokens.introspect(new Secret('t'))).state).toBe('active');
    expect((await tokens.introspect(new Secret('other'))).state).toBe('revoked');
    clock.advance(TOKEN_WORD_MS);
    expect((await tokens.introspect(new Secret('t'))).state).toBe('revoked');
    expect(asked).toHaveLength(3);
  });

  it('counts no longer than the token', async () => {
    const { tokens, says } = answering({ ...told, scope: 'service', expiresAt: new Date(clock.now().getTime() + 100).toISOString() });
    await tokens.introspect(new Secret('t'));
    says.reply = { state: 'expired' };
    expect((await tokens.introspect(new Secret('t'))).state).toBe('active');
    clock.advance(100);
    expect((await tokens.introspect(new Secret('t'))).state).toBe('expired');
  });

  it.each(['unknown', 'expired', 'revoked'])('is not kept when it is %s', async (state) => {
    const { tokens, says } = answering({ state });
    await tokens.introspect(new Secret('t'));
    says.reply = { ...told, scope: 'service' };
    expect((await tokens.introspect(new Secret('t'))).state).toBe('active');
  });

  it('counts no more once a token of its client was revoked here, and that of others still does', async () => {
    const { tokens, says } = answering({ ...told, scope: 'service' });
    await tokens.introspect(new Secret('t'));
    says.reply = { ...told, scope: 'service', clientId: otherClient };
    await tokens.introspect(new Secret('of another'));
    says.reply = { state: 'revoked' };
    tokens.forget(client);
    expect((await tokens.introspect(new Secret('t'))).state).toBe('revoked');
    expect((await tokens.introspect(new Secret('of another'))).state).toBe('active');
  });

  it('counts no more once identity told that some token ended, a question under way included', async () => {
    const { tokens, says, asked } = answering({ ...told, scope: 'service' });
    await tokens.introspect(new Secret('t'));
    const underWay = tokens.introspect(new Secret('other'));
    tokens.forgetAll();
    await underWay;
    says.reply = { state: 'revoked' };
    expect((await tokens.introspect(new Secret('t'))).state).toBe('revoked');
    expect((await tokens.introspect(new Secret('other'))).state).toBe('revoked');
    expect(asked).toHaveLength(4);
  });
});
