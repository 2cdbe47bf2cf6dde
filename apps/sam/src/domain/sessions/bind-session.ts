import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { Activations } from '../activation/activations.js';
import { hashSetDigest } from '../activation/hash-set.js';
import type { CertificateJudge } from '../enrolment/certificate-judge.js';
import type { EnrolmentDraft } from '../enrolment/enrolment.js';
import type { Enrolments } from '../enrolment/enrolments.js';
import { promiseOf } from '../evidence/factors.js';
import type { Policies } from '../ports/policies.js';
import type { Transaction } from '../ports/transactions.js';
import type { BoundCertificate, TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import { Reason } from '../refusals.js';
import type { HeldKeys } from './held-keys.js';
import { actedAt, sessionActivation } from './session-activation.js';

/** What a one-session credential becomes able to sign by. */
export class SessionRecords {
  constructor(
    readonly trust: TrustRecords,
    readonly enrolments: Enrolments,
    readonly activations: Activations,
  ) {}
}

/** A bound certificate, with the activation that stands from then on. */
export interface BoundSession extends BoundCertificate {
  readonly activationId: string;
}

/** Binds the certificate of a one-session key. With it, and not before, what the signer authorised by the same evidence counts. */
export class BindSession {
  constructor(
    private readonly records: SessionRecords,
    private readonly judge: CertificateJudge,
    private readonly policies: Policies,
    private readonly held: HeldKeys,
    private readonly clock: Clock,
  ) {}

  /**
   * Repeating it with the same certificate answers the same.
   *
   * @throws HeldElsewhere; `session.over`, `credential.state`, `credential.certificate_mismatch`, `hsm.unavailable`, `record.tampered`
   */
  async run(binding: TrustRecord<'binding'>, certificate: Uint8Array, fingerprint: string): Promise<BoundSession> {
    const { id: credentialId, body } = binding;
    const { keyId, heldBy = '', state, certificate: present } = body;
    if (state === 'destroyed') throw new ServiceError('session.over', 'the session has ended');
    this.held.demand({ credentialId, keyId, heldBy });
    const known = this.held.activationOf(keyId);
    if (state === 'active' && known !== undefined && present?.fingerprint === fingerprint) return { ...present, activationId: known };
    if (state !== 'accepted') throw new ServiceError('credential.state', `nothing is bound to a credential that is ${state}`);

    const verdict = await this.judge.judge(credentialId, certificate);
    if ('flaw' in verdict)
      throw new ServiceError('credential.certificate_mismatch', 'this key may not be bound to this certificate', { cause: new Reason(verdict.flaw) });
    const enrolment = await this.records.enrolments.ofCredential(credentialId);
    if (enrolment?.state !== 'accepted') throw new ServiceError('credential.state', 'the enrolment is not accepted any more');
    return { ...verdict.bound, activationId: await this.bind(binding, enrolment.draft, verdict.bound) };
  }

  private async bind(binding: TrustRecord<'binding'>, draft: EnrolmentDraft, certificate: BoundCertificate): Promise<string> {
    const policy = this.policies.find(draft.policyId);
    if (policy?.digest !== draft.policyDigest) throw new ServiceError('credential.state', 'the policy is not the one the statement names');
    const { activations, enrolments, trust } = this.records;
    const parts = { draft, binding: binding.body, certificate, policy, epoch: activations.epoch };
    const activation = sessionActivation(parts, this.clock.now());
    const { activationId } = activation.draft;
    const [sealed, insert] = await Promise.all([
      trust.sealNext(binding, { ...binding.body, state: 'active', certificate }),
      activations.sealCompleted(activation.draft, activation.completion),
    ]);
    const lastSignatureAt = actedAt(binding.body).getTime() + policy.sessionMaximumSeconds * 1_000;
    const endsAt = new Date(Math.min(lastSignatureAt, Date.parse(certificate.validTo)));
    await enrolments.advance(draft.enrolmentId, { from: 'accepted', to: 'bound', otherwise: 'credential.state' }, async (transaction) => {
      await trust.write(transaction, sealed);
      await insert(transaction);
      tell(transaction, { draft, certificate, activationId });
      transaction.whenCommitted(() => this.held.change(draft.keyId, { endsAt, activationId }));
    });
    return activationId;
  }
}

interface Told {
  readonly draft: EnrolmentDraft;
  readonly certificate: BoundCertificate;
  readonly activationId: string;
}

function tell(transaction: Transaction, { draft, certificate, activationId }: Told): void {
  const { credentialId, enrolmentId, signerId, session, policyId } = draft;
  const { fingerprint, serialNumber, validTo } = certificate;
  const set = { hashSet: hashSetDigest(session?.hashAlgorithmOid ?? '', session?.hashes ?? []), count: String(session?.hashes.length) };
  const bound = { credentialId, enrolmentId, fingerprint, serialNumber, validTo };
  const actor = { kind: 'system', id: 'key-lifecycle' } as const;
  transaction.record({ type: 'certificate-bound', actor, outcome: 'success', recipient: signerId, particulars: bound });
  const client = { kind: 'client', id: session?.clientId ?? '' } as const;
  const opened = { ...set, credentialId, activationId, policyId, enrolmentId };
  transaction.record({ type: 'activation-opened', actor: client, outcome: 'success', requester: signerId, particulars: opened });
  transaction.record({
    type: 'activation-completed',
    actor: { kind: 'signer', id: signerId },
    outcome: 'success',
    requester: client.id,
    particulars: { activationId, credentialId, enrolmentId, evidence: 'oidc', promise: promiseOf(['oidc']) },
  });
}
