import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import type { ComposeEnrolment } from '../enrolment/compose-enrolment.js';
import type { EnrolmentDraft } from '../enrolment/enrolment.js';
import type { EnrolmentRules } from '../enrolment/enrolment-rules.js';
import type { Enrolments } from '../enrolment/enrolments.js';
import { hashSetDigest } from '../activation/hash-set.js';
import type { Transaction } from '../ports/transactions.js';
import type { Refusals } from '../refusals.js';
import type { HeldKeys } from './held-keys.js';
import type { KeySource } from './key-source.js';
import type { SessionOrder, SessionRules } from './session-rules.js';
import type { SessionRows } from './session-rows.js';

/** What decides whether a session may begin. */
export class SessionChecks {
  constructor(
    readonly enrolment: EnrolmentRules,
    readonly session: SessionRules,
  ) {}
}

/** Where what is opened is kept: the key here and now, the rest in rows. */
export class SessionPlaces {
  constructor(
    readonly held: HeldKeys,
    readonly enrolments: Enrolments,
    readonly rows: SessionRows,
  ) {}
}

/**
 * Makes a key for one session and opens the challenge that its signer answers: terms and documents together, so that one act accepts the
 * certificate and authorises the signatures (KEY-06, IDN-07).
 */
export class OpenSession {
  constructor(
    private readonly checks: SessionChecks,
    private readonly keys: KeySource,
    private readonly compose: ComposeEnrolment,
    private readonly places: SessionPlaces,
    private readonly refusals: Refusals,
  ) {}

  /** @throws as `EnrolmentRules.check` and `SessionRules.check`; `pool.empty`, `request.duplicate`, `service.unavailable`, `hsm.unavailable`, `hsm.refused` */
  run(order: SessionOrder): Promise<{ readonly draft: EnrolmentDraft; readonly multisign: number }> {
    const actor = { kind: 'system', id: 'key-lifecycle' } as const;
    const { credentialId, policyId, provider, algorithm, subscriberId, session } = order;
    const particulars = { credentialId, policyId, provider, algorithm, clientId: session.clientId };
    return this.refusals.recorded({ type: 'enrolment-refused', actor, particulars }, async () => {
      // 1. Refuse what cannot be, before the token works for it.
      const allowed = await this.checks.enrolment.check(order);
      const toSign = await this.checks.session.check(order, allowed.policy);
      if (await this.places.enrolments.ofCredential(credentialId)) throw new ServiceError('request.duplicate', 'this credential has an enrolment');

      // 2. A key that lives in this process's session of the token, and nowhere else.
      const key = await this.keys.take({ algorithm, policy: allowed.policy, subscriberId });
      const keyId = newId('key');
      try {
        // 3. The challenge names key, terms and documents; durable with its events before anybody sees it.
        const heldBy = this.places.held.replica;
        const draft = await this.compose.run(order, { ...allowed, session: { ...toSign, heldBy } }, { keyId, publicKey: key.publicKey });
        const opened = { heldBy, hashSet: hashSetDigest(toSign.hashAlgorithmOid, toSign.hashes), count: String(toSign.hashes.length) };
        this.places.held.hold({ credentialId, keyId, subscriberId, policyId, key, endsAt: new Date(draft.expiresAt) });
        await this.places.enrolments.insert(draft, async (transaction) => {
          await this.places.rows.insert(transaction, { credentialId, heldBy });
          this.tell(transaction, draft, opened);
        });
        return { draft, multisign: allowed.policy.multisign };
      } catch (error) {
        await this.places.held.end(keyId);
        await key.end();
        throw error;
      }
    });
  }

  private tell(
    transaction: Transaction,
    { enrolmentId, credentialId, keyId, policyId, provider, algorithm, signerId, session }: EnrolmentDraft,
    opened: Record<string, string>,
  ): void {
    const about = { actor: { kind: 'system', id: 'key-lifecycle' }, outcome: 'success', recipient: signerId } as const;
    const made = { keyId, purpose: 'signer', algorithm, algorithmRules: this.checks.enrolment.algorithmsDigest, credentialId, heldBy: opened['heldBy'] ?? '' };
    transaction.record({ ...about, type: 'key-generated', particulars: made });
    const enrolment = { enrolmentId, credentialId, keyId, policyId, provider, clientId: session?.clientId ?? '', ...opened };
    transaction.record({ ...about, type: 'enrolment-opened', particulars: enrolment });
  }
}
