import { describe, expect, it } from '@jest/globals';
import { providersFile } from './providers-file.js';

const jwk = { kid: 'k1', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };
const good = {
  issuer: 'https://idp.example',
  clientId: 'signing',
  authorizationEndpoint: 'https://idp.example/auth',
  tokenEndpoint: 'https://idp.example/token',
  algorithms: ['ES256'],
  keys: [jwk],
};

describe('the file of identity providers', () => {
  it('gives providers with their keys, dated or not', () => {
    const [provider] = providersFile.parse([{ ...good, keys: [jwk, { ...jwk, kid: 'k2', notBefore: '2027-01-01T00:00:00Z' }] }]);
    expect(provider?.keys).toEqual([
      { jwk, notBefore: undefined, notAfter: undefined },
      { jwk: { ...jwk, kid: 'k2' }, notBefore: new Date('2027-01-01T00:00:00Z'), notAfter: undefined },
    ]);
  });

  it.each<[string, unknown]>([
    ['no provider', []],
    ['an issuer twice', [good, good]],
    ['no key', [{ ...good, keys: [] }]],
    ['a kid twice', [{ ...good, keys: [jwk, jwk] }]],
    ['a key without kid', [{ ...good, keys: [{ ...jwk, kid: undefined }] }]],
    ['a private key', [{ ...good, keys: [{ ...jwk, d: 'secret' }] }]],
    ['a symmetric algorithm', [{ ...good, algorithms: ['HS256'] }]],
    ['alg none', [{ ...good, algorithms: ['none'] }]],
    ['no algorithm', [{ ...good, algorithms: [] }]],
    ['an unknown member', [{ ...good, jwksUri: 'https://idp.example/keys' }]],
    ['an issuer that is no address', [{ ...good, issuer: 'idp' }]],
  ])('refuses %s', (_what, content) => {
    expect(providersFile.safeParse(content).success).toBe(false);
    expect(providersFile.safeParse([good]).success).toBe(true);
  });
});
