import { describe, expect, it } from '@jest/globals';
import { managementEndpoints as endpoints } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { InvalidRequest, parse } from '@paraph/platform';

const subscriberId = newId('sub');
const client = { subscriberId, name: 'Sample', redirectUris: ['https://sca.example/callback'], authentication: { method: 'client_secret' } };

function wrong(schema: Parameters<typeof parse>[0], body: unknown): string[] {
  try {
    parse(schema, body);
  } catch (error) {
    if (error instanceof InvalidRequest) return error.fields.map(({ field }) => field);
    throw error;
  }
  return [];
}

describe('a client', () => {
  it('may have no limit of its own', () => {
    expect(parse(endpoints.createClient.body, client)).toEqual({ ...client, multisign: 400, keys: [] });
  });

  it.each([
    { settings: { profile: 'siros', limits: { hashesPerCall: 10 } } },
    { authentication: { method: 'none' } },
    { authentication: { method: 'self_signed_tls_client_auth', certificates: ['AAAA'] } },
  ])('may be registered with %j', (more) => {
    expect(wrong(endpoints.createClient.body, { ...client, ...more })).toEqual([]);
  });

  it.each([
    ['nothing', undefined, ['body']],
    ['a list', [], ['body']],
    ['no member', {}, ['subscriberId', 'name', 'redirectUris', 'authentication']],
    ['an unknown member', { ...client, admin: true }, ['admin']],
    ['an unknown member inside', { ...client, authentication: { method: 'client_secret', secret: 'x' } }, ['authentication.secret']],
    ['another identifier', { ...client, subscriberId: newId('cli') }, ['subscriberId']],
    ['no name', { ...client, name: '  ' }, ['name']],
    ['no address', { ...client, redirectUris: [] }, ['redirectUris']],
    ['a bad address', { ...client, redirectUris: ['https://x.example', 'nowhere'] }, ['redirectUris.1']],
    ['an unknown method', { ...client, authentication: { method: 'basic' } }, ['authentication.method']],
    ['a certificate method without certificates', { ...client, authentication: { method: 'self_signed_tls_client_auth' } }, ['authentication.certificates']],
    [
      'a certificate in no Base64',
      { ...client, authentication: { method: 'self_signed_tls_client_auth', certificates: ['?'] } },
      ['authentication.certificates.0'],
    ],
    [
      'settings that are wrong in several places',
      { ...client, settings: { profile: 'lax', serviceTokenSeconds: 0, browserOrigins: ['https://a.example/'], limits: { bodyBytes: 1 }, admin: true } },
      ['settings.profile', 'settings.browserOrigins.0', 'settings.serviceTokenSeconds', 'settings.limits.bodyBytes', 'settings.admin'],
    ],
    ['a key method without keys', { ...client, authentication: { method: 'private_key_jwt' } }, ['authentication.keys']],
    ['a private key', { ...client, authentication: { method: 'private_key_jwt', keys: [{ kty: 'EC' }] } }, ['authentication.keys.0.kid']],
    ['no signatures', { ...client, multisign: 0 }, ['multisign']],
    ['too many signatures', { ...client, multisign: 401 }, ['multisign']],
    ['a key without name', { ...client, keys: [{ kty: 'EC' }] }, ['keys.0.kid']],
    ['too many keys', { ...client, keys: Array.from({ length: 6 }, (_, place) => ({ kty: 'EC', kid: `k${place}` })) }, ['keys']],
  ])('with %s is wrong at %3$j', (_, body, fields) => {
    expect(wrong(endpoints.createClient.body, body)).toEqual(fields);
  });
});

describe('a credential', () => {
  const credential = { signerId: newId('sgn'), algorithm: 'p256', policyId: 'trial-oidc', provider: 'http://idp.localhost:1' };

  it('may have no description', () => {
    expect(parse(endpoints.createCredential.body, credential)).toEqual({ ...credential, description: '' });
  });

  it.each([
    [{ ...credential, algorithm: 'rsa1024' }, ['algorithm']],
    [{ ...credential, provider: 'idp' }, ['provider']],
    [{ ...credential, policyId: '../x' }, ['policyId']],
    [{ ...credential, signerId: 'alice' }, ['signerId']],
    [{ ...credential, orderingClientId: 'x' }, ['orderingClientId']],
  ])('is wrong: %j', (body, fields) => {
    expect(wrong(endpoints.createCredential.body, body)).toEqual(fields);
  });
});
