import { newId, toBase64, toBase64Url } from '@paraph/kernel';
import type { KeyStore } from '../keys/key-store.js';
import type { KeyRow } from '../ports/key-rows.js';
import type { Policy } from '../ports/policies.js';
import type { Token } from '../ports/token.js';
import type { Refusals } from '../refusals.js';
import { commitment } from './commitment.js';
import type { EnrolmentDraft } from './enrolment.js';
import type { EnrolmentOrder, EnrolmentRules } from './enrolment-rules.js';
import type { Enrolments } from './enrolments.js';

/** Makes the key of a new credential and opens the challenge that its signer is to answer. */
export class OpenEnrolment {
  constructor(
    private readonly rules: EnrolmentRules,
    private readonly keys: KeyStore,
    private readonly enrolments: Enrolments,
    private readonly token: Token,
    private readonly refusals: Refusals,
  ) {}

  /** @throws as `EnrolmentRules.check`; `hsm.unavailable`, `hsm.refused` */
  run(order: EnrolmentOrder): Promise<{ readonly draft: EnrolmentDraft; readonly multisign: number }> {
    const actor = { kind: 'system', id: 'key-lifecycle' } as const;
    const { credentialId, signerId, policyId, provider, algorithm } = order;
    return this.refusals.recorded({ type: 'enrolment-refused', actor, particulars: { credentialId, policyId, provider, algorithm } }, async () => {
      // 1. Refuse what cannot be, before the token works for it.
      const policy = await this.rules.check(order);

      // 2. The key comes before the challenge, so that the challenge names it (sam-security 1.5).
      const key = await this.keys.generate(algorithm);
      const draft = await this.draft(order, policy, key);

      // 3. Key, enrolment and their events are durable together, or the key is forgotten with this call.
      await this.enrolments.insert(draft, async (transaction) => {
        await this.keys.insert(transaction, key);
        const { enrolmentId, keyId } = draft;
        const about = { actor, outcome: 'success', recipient: signerId } as const;
        transaction.record({ ...about, type: 'key-generated', particulars: { keyId, purpose: 'signer', algorithm, credentialId } });
        transaction.record({ ...about, type: 'enrolment-opened', particulars: { enrolmentId, credentialId, keyId, policyId, provider } });
      });
      return { draft, multisign: policy.multisign };
    });
  }

  private async draft({ policyId, ...order }: EnrolmentOrder, policy: Policy, key: KeyRow): Promise<EnrolmentDraft> {
    const nonce = toBase64Url(await this.token.random(16));
    return {
      enrolmentId: newId('enr'),
      ...order,
      ...this.rules.period(),
      keyId: key.keyId,
      publicKey: toBase64(key.publicKey),
      policyId,
      policyDigest: policy.digest,
      terms: policy.terms,
      commitment: commitment({ ...order, publicKey: key.publicKey, policy, nonce }),
    };
  }
}
