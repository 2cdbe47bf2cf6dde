import { fromBase64 } from '@paraph/kernel';
import type { ComposeEnrolment } from '../enrolment/compose-enrolment.js';
import type { EnrolmentDraft } from '../enrolment/enrolment.js';
import type { EnrolmentRules } from '../enrolment/enrolment-rules.js';
import type { Enrolments } from '../enrolment/enrolments.js';
import type { OpenEnrolment } from '../enrolment/open-enrolment.js';
import type { Refusals } from '../refusals.js';
import type { RenewalOrder, RenewalRules } from './renewal-rules.js';

/** What an opening needs beside the rules. */
export class RenewalParts {
  constructor(
    readonly opening: OpenEnrolment,
    readonly compose: ComposeEnrolment,
    readonly enrolments: Enrolments,
  ) {}
}

/**
 * Opens the challenge of a renewal: its signer proves again who they are, over terms as they are now. A rekey is an enrolment like any other
 * that says which credential it replaces; otherwise the present key is named, and none is made.
 */
export class OpenRenewal {
  constructor(
    private readonly renewals: RenewalRules,
    private readonly rules: EnrolmentRules,
    private readonly parts: RenewalParts,
    private readonly refusals: Refusals,
  ) {}

  /** @throws as `EnrolmentRules.check` and `RenewalRules.check`; `hsm.unavailable`, `hsm.refused`, `hsm.ambiguous` */
  async run(order: RenewalOrder): Promise<{ readonly draft: EnrolmentDraft; readonly multisign: number }> {
    const { renews, credentialId, policyId, provider, algorithm } = order;
    const actor = { kind: 'system', id: 'key-lifecycle' } as const;
    const particulars = { credentialId, policyId, provider, algorithm, renews: renews.kind, renewedCredentialId: renews.credentialId };
    if (renews.kind === 'rekey') {
      const found = await this.refusals.recorded({ type: 'enrolment-refused', actor, particulars }, () => this.renewals.check(order));
      return this.parts.opening.run(order, { ...renews, subject: found.certificate.subject });
    }
    return this.refusals.recorded({ type: 'enrolment-refused', actor, particulars }, async () => {
      // 1. Whose key, and may it be certified again?
      const found = await this.renewals.check(order);
      const allowed = await this.rules.check(order);
      this.renewals.checkKey(found, order, allowed.policy);

      // 2. The challenge names the present key and the certificate it has.
      const { keyId, publicKey } = found.binding.body;
      const key = { keyId, publicKey: fromBase64(publicKey) ?? new Uint8Array() };
      const draft = await this.parts.compose.run(order, { ...allowed, renews: { ...renews, subject: found.certificate.subject } }, key);

      // 3. Durable with its event.
      const { enrolmentId, signerId } = draft;
      await this.parts.enrolments.insert(draft, async (transaction) => {
        const opened = { enrolmentId, credentialId, keyId, policyId, provider, renews: renews.kind };
        transaction.record({ type: 'enrolment-opened', actor, outcome: 'success', recipient: signerId, particulars: opened });
      });
      return { draft, multisign: allowed.policy.multisign };
    });
  }
}
