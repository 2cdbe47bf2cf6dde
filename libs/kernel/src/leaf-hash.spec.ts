import { describe, expect, it } from '@jest/globals';
import { activationChallenge, enrolmentChallenge } from './challenge.js';
import { leafHash } from './leaf-hash.js';
import { toHex } from './encoding.js';

describe('hashes with a domain of their own', () => {
  it('puts 0x00 before a leaf: the hash of an empty leaf is that of RFC 9162 implementations', () => {
    // SHA-256 of the single byte 00.
    expect(toHex(leafHash(''))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  });

  it('never gives one challenge for an activation and an enrolment', () => {
    expect(toHex(activationChallenge('x'))).not.toBe(toHex(enrolmentChallenge('x')));
  });
});
