import { ServiceError } from '@paraph/contracts';
import type { KeyStore } from '../keys/key-store.js';
import type { Refusals } from '../refusals.js';
import type { ComposeEnrolment } from './compose-enrolment.js';
import type { EnrolmentDraft } from './enrolment.js';
import type { EnrolmentOrder, EnrolmentRules, RenewedCredential } from './enrolment-rules.js';
import type { Enrolments } from './enrolments.js';

/** Makes the key of a new credential and opens the challenge that its signer is to answer. */
export class OpenEnrolment {
  constructor(
    private readonly rules: EnrolmentRules,
    private readonly keys: KeyStore,
    private readonly compose: ComposeEnrolment,
    private readonly enrolments: Enrolments,
    private readonly refusals: Refusals,
  ) {}

  /** @throws as `EnrolmentRules.check`; `request.duplicate`, `hsm.unavailable`, `hsm.refused`, `hsm.ambiguous` */
  run(order: EnrolmentOrder, renews?: RenewedCredential): Promise<{ readonly draft: EnrolmentDraft; readonly multisign: number }> {
    const actor = { kind: 'system', id: 'key-lifecycle' } as const;
    const { credentialId, signerId, policyId, provider, algorithm } = order;
    return this.refusals.recorded({ type: 'enrolment-refused', actor, particulars: { credentialId, policyId, provider, algorithm } }, async () => {
      // 1. Refuse what cannot be, before the token works for it.
      const allowed = await this.rules.check(order);
      if (await this.enrolments.ofCredential(credentialId)) throw new ServiceError('request.duplicate', 'this credential has an enrolment');

      // 2. The key comes before the challenge, so that the challenge names it.
      const key = await this.keys.generate(algorithm);
      const draft = await this.compose.run(order, { ...allowed, renews }, key);

      // 3. Key, enrolment and their events are durable together, or the key is forgotten with this call.
      await this.enrolments.insert(draft, async (transaction) => {
        await this.keys.insert(transaction, key);
        const { enrolmentId, keyId, orderingClientId, containerId } = draft;
        const about = { actor, outcome: 'success', recipient: signerId } as const;
        const ordering = { ...(orderingClientId !== undefined && { orderingClientId }), ...(containerId !== undefined && { containerId }) };
        const made = { keyId, purpose: 'signer', algorithm, algorithmRules: this.rules.algorithmsDigest, credentialId };
        transaction.record({ ...about, type: 'key-generated', particulars: made });
        transaction.record({ ...about, type: 'enrolment-opened', particulars: { enrolmentId, credentialId, keyId, policyId, provider, ...ordering } });
      });
      return { draft, multisign: allowed.policy.multisign };
    });
  }
}
