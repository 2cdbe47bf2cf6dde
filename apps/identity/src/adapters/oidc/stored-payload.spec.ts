import { expect, it } from '@jest/globals';
import { Secret } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { Seal } from '../../domain/seal.js';
import { fromStored, toStored } from './stored-payload.js';

const seal = new Seal([new Secret('a secret that is long enough for it')], new FakeClock());
const resumeUrl = 'https://identity.example/oauth2/authorize';
const interaction = {
  kind: 'Interaction',
  jti: 'uid-1',
  returnTo: `${resumeUrl}/uid-1`,
  parJti: 'par-1',
  session: { accountId: 'a', uid: 's', cookie: 'cookie-1' },
  params: { client_id: 'c' },
  exp: 5,
};

it('an interaction is stored without what opens something, and comes back whole', () => {
  const stored = toStored(interaction, seal);
  expect(JSON.stringify(stored)).not.toMatch(/uid-1|par-1|cookie-1/);
  const object = { kind: 'Interaction', digest: 'd', payload: stored, expiresAt: new Date(5000) };
  expect(fromStored(object, 'uid-1', { seal, resumeUrl })).toEqual({ ...interaction, session: { accountId: 'a', uid: 's' } });
});

it('a token is stored without its value, and with the end of its SAD where it is one', () => {
  expect(toStored({ kind: 'AccessToken', jti: 'token-1', exp: 100, extra: { activationId: 'act_1', expires: 42 } }, seal)).toEqual({
    kind: 'AccessToken',
    exp: 42,
    extra: { activationId: 'act_1', expires: 42 },
  });
});

it('what was used comes back as used', () => {
  const object = { kind: 'AuthorizationCode', digest: 'd', payload: { exp: 9 }, expiresAt: new Date(9000), consumedAt: new Date(7000) };
  expect(fromStored(object, 'code-1', { seal, resumeUrl })).toEqual({ exp: 9, jti: 'code-1', consumed: 7 });
});
