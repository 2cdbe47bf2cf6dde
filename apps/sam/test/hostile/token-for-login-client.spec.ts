import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';
import type { TestSigner } from '../world.js';
import { EvidenceTrial, SIGNED } from './evidence-trial.js';
import { refused } from './refusal.js';

const SIGNING = 'paraph-signing';
const LOGIN = 'paraph-login';

/** Identity is a client of the provider too, for logins. Its own tokens, with a nonce it chose, must be worth nothing here. */
describe('an ID token for the client that people log in with', () => {
  let trial: EvidenceTrial;
  let ada: TestSigner;
  let draft: ActivationDraft;
  beforeEach(async () => {
    trial = await EvidenceTrial.make([['oidc']]);
    ada = await trial.quorum.world.signer();
    draft = await trial.quorum.world.open(ada);
  });

  it.each<[string, Record<string, unknown>]>([
    ['for the login client', { aud: LOGIN }],
    ['for both clients', { aud: [SIGNING, LOGIN] }],
    ['for both clients, issued to the signing one', { aud: [SIGNING, LOGIN], azp: SIGNING }],
    ['for the signing client, issued to the login one', { azp: LOGIN }],
    ['for a client whose name only begins alike', { aud: `${SIGNING}-2` }],
    ['for the signing client in other letters', { aud: SIGNING.toUpperCase() }],
    ['for nobody', { aud: undefined }],
    ['for an empty list', { aud: [] }],
  ])('%s is refused', async (_what, claims) => {
    expect(await trial.signIn(ada, draft, { claims })).toEqual(refused('evidence.invalid'));
    expect(await trial.signIn(ada, draft)).toEqual(SIGNED);
  });

  it.each<[string, Record<string, unknown>]>([
    ['in a list of one', { aud: [SIGNING] }],
    ['with itself as the party it was issued to', { azp: SIGNING }],
  ])('control: for the signing client %s it counts', async (_what, claims) => {
    expect(await trial.signIn(ada, draft, { claims })).toEqual(SIGNED);
  });

  it('is not what the SAM asks for: its request is of the signing client', async () => {
    const request = new URL(await trial.quorum.world.beginEvidence.run(draft.activationId));
    expect(request.searchParams.get('client_id')).toBe(SIGNING);
  });
});
