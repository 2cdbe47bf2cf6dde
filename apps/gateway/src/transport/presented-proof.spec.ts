import { describe, expect, it } from '@jest/globals';
import { CscRefusal } from './csc-error.js';
import { presentedProof, type ProvenRequest } from './presented-proof.js';

const ORIGIN = 'https://gateway.example';
const request = { verb: 'POST', target: '/csc/v2/signatures/signHash', proof: 'head.claims.signature' };

const outcome = (change: Partial<ProvenRequest>): string => {
  try {
    return presentedProof({ ...request, ...change }, ORIGIN)?.proof.reveal() ?? 'none';
  } catch (error) {
    if (error instanceof CscRefusal) return `${error.wire.status} ${error.wire.error}`;
    throw error;
  }
};

describe('a proof of possession', () => {
  it('is held against the request as the client addressed it', () => {
    const presented = presentedProof({ ...request, target: '/csc/v2//signatures/signHash/?x=1' }, ORIGIN);
    expect(presented).toMatchObject({ method: 'POST', url: 'https://gateway.example/csc/v2//signatures/signHash/' });
    expect(presented?.proof.reveal()).toBe(request.proof);
    expect(JSON.stringify(presented)).not.toContain('claims');
  });

  it('may be absent', () => {
    expect(outcome({ proof: undefined })).toBe('none');
  });

  it.each([
    ['nothing', ''],
    ['two proofs', 'a.b.c, d.e.f'],
    ['two parts', 'a.b'],
    ['four parts', 'a.b.c.d'],
    ['white space', ' a.b.c'],
    ['another alphabet', 'a.b.c+'],
    ['what is too long', `a.b.${'c'.repeat(8_000)}`],
  ])('of %s is refused', (_case, proof) => {
    expect(outcome({ proof })).toBe('401 invalid_dpop_proof');
  });

  it('for an address without end is refused', () => {
    expect(outcome({ target: `/${'x'.repeat(2_000)}` })).toBe('401 invalid_dpop_proof');
  });
});
