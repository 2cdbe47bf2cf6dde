import { expect, it } from '@jest/globals';
import { digestClientSecret, makeClientSecret, matchesClientSecret } from './client-secret.js';

it('a secret is 32 bytes in base64url, and no two are alike', () => {
  const made = new Set(Array.from({ length: 50 }, makeClientSecret));
  expect([made.size, [...made].every((one) => /^[A-Za-z0-9_-]{43}$/.test(one))]).toEqual([50, true]);
});

it('matches its digest', () => {
  const secret = makeClientSecret();
  expect(matchesClientSecret(secret, digestClientSecret(secret))).toBe(true);
});

it('nothing else does: another secret, the digest itself, nothing', () => {
  const digest = digestClientSecret(makeClientSecret());
  expect([makeClientSecret(), digest, ''].map((offered) => matchesClientSecret(offered, digest))).toEqual([false, false, false]);
  expect(matchesClientSecret('', '')).toBe(false);
});
