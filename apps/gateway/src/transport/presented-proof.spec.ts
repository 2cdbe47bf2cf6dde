import { describe, expect, it } from '@jest/globals';
import { clientBearer, credentialBearer, personBearer } from '../../test/people.js';
import { CscRefusal } from './csc-error.js';
import { OwnAddress, presentedProof, type Presenting, type ProvenRequest } from './presented-proof.js';

const address = new OwnAddress('https://gateway.example');
const request = { verb: 'POST', target: '/csc/v2/signatures/signHash', proof: 'head.claims.signature' };
const bound: Presenting = { scheme: 'dpop', bearer: credentialBearer('K') };
const beside: Presenting = { scheme: 'bearer', bearer: personBearer() };

const outcome = (change: Partial<ProvenRequest>, presenting: Presenting): string => {
  try {
    const presented = presentedProof({ ...request, ...change }, presenting, address);
    return presented === undefined ? 'none' : presented.proof.reveal();
  } catch (error) {
    if (error instanceof CscRefusal) return `${error.wire.status} ${error.wire.error}`;
    throw error;
  }
};

describe('a proof of possession', () => {
  it('goes to the SAM with the request as the client addressed it', () => {
    const presented = presentedProof({ ...request, target: '/csc/v2//signatures/signHash/?x=1' }, bound, address);
    expect(presented).toMatchObject({ method: 'POST', url: 'https://gateway.example/csc/v2//signatures/signHash/' });
    expect(presented?.proof.reveal()).toBe(request.proof);
    expect(JSON.stringify(presented)).not.toContain('claims');
  });

  it.each<[string, Presenting]>([
    ['with a bound credential token', bound],
    ['beside a person’s service token, about the SAD in the body', beside],
    ['beside a client’s own', { scheme: 'bearer', bearer: clientBearer() }],
  ])('is taken %s', (_, presenting) => {
    expect(outcome({}, presenting)).toBe(request.proof);
  });

  it.each<[string, Presenting]>([
    ['a credential token', { scheme: 'bearer', bearer: credentialBearer('K') }],
    ['a service token', beside],
  ])('is not asked for with %s of whoever bears it', (_, presenting) => {
    expect(outcome({ proof: undefined }, presenting)).toBe('none');
  });

  it.each<[string, Partial<ProvenRequest>]>([
    ['is missing', { proof: undefined }],
    ['is empty', { proof: '' }],
    ['came twice', { proof: `${request.proof}, ${request.proof}` }],
    ['came twice without a space', { proof: `${request.proof},${request.proof}` }],
    ['has two parts', { proof: 'head.claims' }],
    ['has four parts', { proof: 'a.b.c.d' }],
    ['has an empty part', { proof: 'a..c' }],
    ['has padding', { proof: 'a.b=.c' }],
    ['ends with a line', { proof: 'a.b.c\n' }],
    ['is a name and a token', { proof: 'DPoP a.b.c' }],
    ['is too long', { proof: `a.${'b'.repeat(8_000)}.c` }],
    ['is for an address that is too long', { target: `/csc/v2/${'/'.repeat(2_000)}signatures/signHash` }],
  ])('that %s is refused', (_, change) => {
    expect(outcome(change, bound)).toBe('401 invalid_dpop_proof');
    if (change.proof !== undefined || change.target !== undefined) expect(outcome(change, beside)).toBe('401 invalid_dpop_proof');
  });

  it('is refused beside a credential token that came as anybody’s', () => {
    expect(outcome({}, { scheme: 'bearer', bearer: credentialBearer('K') })).toBe('401 invalid_dpop_proof');
  });

  it.each<[string, Presenting]>([
    ['person’s', { scheme: 'dpop', bearer: personBearer() }],
    ['client’s own', { scheme: 'dpop', bearer: clientBearer() }],
  ])('cannot be about a %s service token', (_, presenting) => {
    expect(outcome({}, presenting)).toBe('401 invalid_token');
    expect(outcome({ proof: undefined }, presenting)).toBe('401 invalid_token');
  });
});
