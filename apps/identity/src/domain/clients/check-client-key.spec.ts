import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { checkClientKey } from './check-client-key.js';
import type { PublicJwk } from './client.js';

function jwk(kind: 'P-256' | 'P-384' | 'P-521' | 2048 | 3072, part: 'publicKey' | 'privateKey' = 'publicKey'): PublicJwk {
  const pair = typeof kind === 'number' ? generateKeyPairSync('rsa', { modulusLength: kind }) : generateKeyPairSync('ec', { namedCurve: kind });
  return { ...pair[part].export({ format: 'jwk' }), kid: 'k1' } as unknown as PublicJwk;
}

describe('a key for client assertions', () => {
  it.each(['P-256', 'P-384', 3072] as const)('may be %s', (kind) => {
    expect(() => checkClientKey(jwk(kind))).not.toThrow();
  });

  it.each(['P-521', 2048] as const)('is not %s', (kind) => {
    expect(() => checkClientKey(jwk(kind))).toThrow('too short or of a kind that is not taken');
  });

  it('is never a private one', () => {
    expect(() => checkClientKey(jwk('P-256', 'privateKey'))).toThrow('contains private members');
  });

  it('is a point on its curve', () => {
    expect(() => checkClientKey({ ...jwk('P-256'), x: 'AAAA' })).toThrow('is no valid JWK');
    expect(() => checkClientKey({ kty: 'EC', kid: 'k1' })).toThrow('is no valid JWK');
  });
});
