import type { Assertion } from '@paraph/contracts';
import { activationChallenge } from '@paraph/kernel';
import type { CeremonyChange } from '@paraph/testing';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';
import type { Policy } from '../../src/domain/ports/policies.js';
import { QuorumWorld, type PasskeySigner } from '../quorum-world.js';
import type { TokenChange } from '../test-provider.js';
import type { TestSigner } from '../world.js';
import { outcomeOf, type Outcome } from './refusal.js';

/** What becomes of a lawful attempt: one signature for the SAD, one over the document. */
export const SIGNED: Outcome = { code: 'done', signed: 2 };

type Draft = Pick<ActivationDraft, 'activationId' | 'statement'>;

/** Somebody brings evidence for a draft, and whatever comes of it, goes on to a signature. */
export class EvidenceTrial {
  private constructor(readonly quorum: QuorumWorld) {}

  static async make(evidence: Policy['evidence'] = [['passkey'], ['oidc']]): Promise<EvidenceTrial> {
    const quorum = await QuorumWorld.make();
    quorum.world.policies.policy = { ...quorum.world.policies.policy, evidence };
    return new EvidenceTrial(quorum);
  }

  /** Evidence as it comes, then the SAD, then a signature over these documents. */
  private attempt(signer: TestSigner, { activationId }: Draft, present: () => Promise<unknown>, documents?: readonly string[]): Promise<Outcome> {
    const { world } = this.quorum;
    return outcomeOf(world.token, async () => {
      await present();
      const { sad } = await world.issueSad.run({ activationId, clientId: world.clientId });
      await world.signHash.run(world.request(signer, `sad_${sad}`, documents));
    });
  }

  /** With a passkey's assertion. */
  assertion(signer: TestSigner, draft: Draft, assertion: Assertion, documents?: readonly string[]): Promise<Outcome> {
    return this.attempt(signer, draft, () => this.quorum.world.present.run(draft.activationId, { kind: 'passkey', assertion }), documents);
  }

  /** With the signer's own passkey, as the page would have asked it. */
  passkey(signer: PasskeySigner, draft: Draft, change?: CeremonyChange, documents?: readonly string[]): Promise<Outcome> {
    return this.assertion(signer, draft, signer.authenticator.assert(activationChallenge(draft.statement), change), documents);
  }

  /** With an ID token. */
  idToken(signer: TestSigner, draft: Draft, idToken: string, documents?: readonly string[]): Promise<Outcome> {
    return this.attempt(signer, draft, () => this.quorum.world.present.run(draft.activationId, { kind: 'oidc', idToken }), documents);
  }

  /** With the ID token that the signer's sign-in would bring, or one a little different. */
  async signIn(signer: TestSigner, draft: Draft, change?: TokenChange): Promise<Outcome> {
    return this.idToken(signer, draft, await this.quorum.world.idToken(signer, draft, change));
  }

  /** Why the last attempt was refused, as the auditor reads it. */
  async reason(): Promise<string | undefined> {
    return (await this.quorum.world.stores.events()).at(-1)?.particulars?.['reason'];
  }
}
