import { beforeEach, describe, expect, it } from '@jest/globals';
import { activationChallenge, toBase64Url } from '@paraph/kernel';
import { SoftwareAuthenticator } from '@paraph/testing';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';
import { APPROVAL, type PasskeySigner } from '../quorum-world.js';
import { payloadOf } from '../world.js';
import { EvidenceTrial, SIGNED } from './evidence-trial.js';
import { refused } from './refusal.js';

/**
 * RESIDUAL (docs/threat-model.md): what a hostile identity service CAN do where a policy asks for a sign-in at the identity
 * provider and nothing else. It opens two drafts, shows the signer the one over the invoice, and sends them to the provider
 * with the challenge of the one over the mortgage as nonce. The provider shows nobody a nonce.
 *
 * What closes it: a policy whose every combination has evidence over what the approval page showed (a passkey, a code whose
 * text names the documents, an order); such a policy may promise `shown`, one with the provider alone may not, and is
 * refused when it does.
 */
describe('RESIDUAL: a sign-in at the provider for a draft the signer was not shown', () => {
  let trial: EvidenceTrial;
  let ada: PasskeySigner;
  let shown: ActivationDraft;
  let hidden: ActivationDraft;
  const begin = async (evidence: Parameters<typeof EvidenceTrial.make>[0]) => {
    trial = await EvidenceTrial.make(evidence);
    ada = await trial.quorum.signer();
    shown = await trial.quorum.world.open(ada, ['invoice.pdf']);
    hidden = await trial.quorum.world.open(ada, ['mortgage.pdf']);
  };

  describe('with the provider alone', () => {
    beforeEach(() => begin([['oidc']]));

    it('completes that draft: the mortgage is signed, and nobody saw it', async () => {
      // The request as the SAM composed it names the hidden draft; all the signer sees of it is the provider's own page.
      const request = new URL(await trial.quorum.world.beginEvidence.run(hidden.activationId));
      expect(request.searchParams.get('nonce')).toBe(toBase64Url(activationChallenge(hidden.statement)));
      const token = await trial.quorum.world.idToken(ada, hidden);
      expect(await trial.idToken(ada, hidden, token, ['mortgage.pdf'])).toEqual(SIGNED);
    });

    it('leaves its trace: SAD and audit call it presence and name the digest', async () => {
      const { world } = trial.quorum;
      await world.signIn(ada, hidden);
      const { sad } = await world.issueSad.run({ activationId: hidden.activationId, clientId: world.clientId });
      expect(payloadOf(sad)).toMatchObject({ promise: 'presence', evidence: ['oidc'] });
      const completed = (await world.stores.events()).find(({ type }) => type === 'activation-completed');
      expect(completed?.particulars).toMatchObject({ activationId: hidden.activationId, promise: 'presence' });
    });

    it('does not complete the draft that was shown as well: one sign-in is one draft', async () => {
      const token = await trial.quorum.world.idToken(ada, hidden);
      expect(await trial.idToken(ada, hidden, token, ['mortgage.pdf'])).toEqual(SIGNED);
      expect(await trial.idToken(ada, shown, token, ['invoice.pdf'])).toEqual(refused('evidence.invalid'));
    });
  });

  describe('with a passkey on the approval page beside it', () => {
    beforeEach(() => begin([['oidc', 'passkey']]));

    it('is closed: the passkey answers what the page showed, and the hidden draft stays open', async () => {
      const { world } = trial.quorum;
      await world.signIn(ada, hidden);
      const answer = ada.authenticator.assert(activationChallenge(shown.statement));
      expect(await trial.assertion(ada, hidden, answer, ['mortgage.pdf'])).toEqual(refused('evidence.invalid'));
      const own = SoftwareAuthenticator.make({ origin: APPROVAL }).assert(activationChallenge(hidden.statement));
      expect(await trial.assertion(ada, hidden, own, ['mortgage.pdf'])).toEqual(refused('evidence.invalid'));

      await world.signIn(ada, shown);
      expect(await trial.assertion(ada, shown, answer, ['invoice.pdf'])).toEqual(SIGNED);
    });
  });
});
