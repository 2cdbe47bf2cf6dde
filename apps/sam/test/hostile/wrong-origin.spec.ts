import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CeremonyChange } from '@paraph/testing';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';
import { APPROVAL, type PasskeySigner } from '../quorum-world.js';
import { EvidenceTrial, SIGNED } from './evidence-trial.js';
import { refused } from './refusal.js';

const { hostname } = new URL(APPROVAL);

/**
 * A page that is not the approval page asks the signer's passkey over the right challenge. What the page showed, nobody
 * knows: only where it stood, the browser and the authenticator say, and that they sign.
 */
describe('a passkey’s answer to another page', () => {
  let trial: EvidenceTrial;
  let ada: PasskeySigner;
  let draft: ActivationDraft;
  beforeEach(async () => {
    trial = await EvidenceTrial.make([['passkey']]);
    ada = await trial.quorum.signer();
    draft = await trial.quorum.world.open(ada);
  });

  it.each<[string, CeremonyChange]>([
    ['identity’s origin', { clientData: { origin: 'https://identity.example:8443' }, rpId: 'identity.example' }],
    ['identity’s origin, with the approval page’s RP id', { clientData: { origin: 'https://identity.example:8443' } }],
    ['the approval page’s host on another port', { clientData: { origin: `https://${hostname}:9443` } }],
    ['the approval page’s host without a port', { clientData: { origin: `https://${hostname}` } }],
    ['the approval page’s host without TLS', { clientData: { origin: APPROVAL.replace('https', 'http') } }],
    ['a host below the approval page’s', { clientData: { origin: `https://evil.${hostname}:8443` } }],
    ['an origin in other letters', { clientData: { origin: APPROVAL.toUpperCase() } }],
    ['an app’s key hash', { clientData: { origin: 'android:apk-key-hash:AAAA' } }],
    ['the approval page with another RP id', { rpId: 'identity.example' }],
    ['the approval page with the parent domain as RP id', { rpId: 'example' }],
    ['the approval page inside a frame of another site', { clientData: { crossOrigin: true } }],
    ['the approval page inside a frame of a named site', { clientData: { crossOrigin: true, topOrigin: 'https://identity.example:8443' } }],
    ['the approval page below a page that it names itself', { clientData: { topOrigin: APPROVAL } }],
    ['the approval page, without the person being verified', { flags: 0x01 }],
    ['the approval page, without the person being there', { flags: 0x04 }],
    ['the approval page, as a payment', { clientData: { type: 'payment.get' } }],
    ['the approval page, as a registration', { clientData: { type: 'webauthn.create' } }],
  ])('from %s completes nothing', async (_what, change) => {
    expect(await trial.passkey(ada, draft, change)).toEqual(refused('evidence.invalid'));
    expect(await trial.passkey(ada, draft)).toEqual(SIGNED);
  });

  it('control: a browser that does not say whether it was in a frame counts (Level 2)', async () => {
    expect(await trial.passkey(ada, draft, { clientData: { crossOrigin: undefined } })).toEqual(SIGNED);
  });
});
