import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import type { BoundToken, VerifyPossession } from '@paraph/platform/possession';
import { clientBearer, credentialBearer, personBearer } from '../../test/people.js';
import type { Bearer } from '../domain/bearer.js';
import type { PresentedProof } from '../domain/presented-proof.js';
import { cscErrorOf } from './csc-error.js';
import { EdgeSettings } from './edge-settings.js';
import { Possession } from './possession.js';

const KEY = 'thumbprint';
const verified: BoundToken[] = [];
let refuses = false;
const verify: Pick<VerifyPossession, 'run'> = {
  run: async (_presented: PresentedProof, token: BoundToken) => {
    verified.push(token);
    if (refuses) throw new ServiceError('proof.invalid', 'no');
  },
};
const possession = new Possession(verify as VerifyPossession, new EdgeSettings('https://gateway.example', 0, 1));

interface Shown {
  readonly scheme: 'bearer' | 'dpop';
  readonly proof?: string;
  readonly bearer: Bearer;
}
const outcome = async ({ scheme, proof, bearer }: Shown): Promise<string> => {
  verified.length = 0;
  const request = { verb: 'POST', target: '/csc/v2/signatures/signHash', proof };
  try {
    const passed = await possession.check(request, { scheme, token: new Secret('T') }, bearer);
    return `${passed === undefined ? 'nothing' : 'the proof'} for the SAM, ${verified.length} verified`;
  } catch (error) {
    const { status, error: code } = cscErrorOf(error);
    return `${status} ${code}, ${verified.length} verified`;
  }
};
const bound = { proofKeyThumbprint: KEY };
const proof = 'a.b.c';

describe('a token that is bound to a key', () => {
  it.each<[string, Shown, string]>([
    ['for the API', { scheme: 'dpop', proof, bearer: personBearer(bound) }, 'nothing for the SAM, 1 verified'],
    ['of a client', { scheme: 'dpop', proof, bearer: clientBearer(bound) }, 'nothing for the SAM, 1 verified'],
    ['for a credential', { scheme: 'dpop', proof, bearer: credentialBearer('K', bound) }, 'the proof for the SAM, 1 verified'],
  ])('%s passes with its proof', async (_case, shown, expected) => {
    expect(await outcome(shown)).toBe(expected);
    expect(verified).toMatchObject([{ thumbprint: KEY }]);
    expect(verified[0]?.token.reveal()).toBe('T');
  });

  it.each<[string, Shown, string]>([
    ['as Bearer', { scheme: 'bearer', bearer: personBearer(bound) }, '401 invalid_token, 0 verified'],
    ['as Bearer with a proof', { scheme: 'bearer', proof, bearer: personBearer(bound) }, '401 invalid_token, 0 verified'],
    ['for a credential as Bearer', { scheme: 'bearer', proof, bearer: credentialBearer('K', bound) }, '401 invalid_token, 0 verified'],
    ['without a proof', { scheme: 'dpop', bearer: personBearer(bound) }, '401 invalid_dpop_proof, 0 verified'],
    ['with two', { scheme: 'dpop', proof: 'a.b.c, a.b.c', bearer: credentialBearer('K', bound) }, '401 invalid_dpop_proof, 0 verified'],
  ])('%s is refused', async (_case, shown, expected) => {
    expect(await outcome(shown)).toBe(expected);
  });

  it('with a proof that does not hold is refused', async () => {
    refuses = true;
    expect(await outcome({ scheme: 'dpop', proof, bearer: credentialBearer('K', bound) })).toBe('401 invalid_dpop_proof, 1 verified');
    refuses = false;
  });
});

describe('a token that is bound to nothing', () => {
  it.each<[string, Shown, string]>([
    ['for the API', { scheme: 'bearer', bearer: personBearer() }, 'nothing for the SAM, 0 verified'],
    ['for a credential', { scheme: 'bearer', bearer: credentialBearer('K') }, 'nothing for the SAM, 0 verified'],
    ['for the API, with a proof about a SAD', { scheme: 'bearer', proof, bearer: personBearer() }, 'the proof for the SAM, 0 verified'],
  ])('%s passes', async (_case, shown, expected) => {
    expect(await outcome(shown)).toBe(expected);
  });

  it.each<[string, Shown, string]>([
    ['under DPoP', { scheme: 'dpop', proof, bearer: personBearer() }, '401 invalid_token, 0 verified'],
    ['for a credential under DPoP', { scheme: 'dpop', proof, bearer: credentialBearer('K') }, '401 invalid_token, 0 verified'],
    ['for a credential with a proof', { scheme: 'bearer', proof, bearer: credentialBearer('K') }, '401 invalid_dpop_proof, 0 verified'],
    ['with a malformed proof', { scheme: 'bearer', proof: 'a.b', bearer: personBearer() }, '401 invalid_dpop_proof, 0 verified'],
  ])('%s is refused', async (_case, shown, expected) => {
    expect(await outcome(shown)).toBe(expected);
  });
});
