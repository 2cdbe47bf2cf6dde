import { ServiceError } from '@paraph/contracts';
import { sha256Hex } from '@paraph/kernel';
import type { BoundCertificate, TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import { Reason, type Refusals } from '../refusals.js';
import type { BindRenewal } from '../renewal/bind-renewal.js';
import type { ReplaceCredential } from '../renewal/replace-credential.js';
import type { BindSession } from '../sessions/bind-session.js';
import type { CertificateJudge } from './certificate-judge.js';
import type { Enrolments } from './enrolments.js';

/** What a certificate may be beside a credential’s first: one that renews, one that replaces another credential, or one of a session. */
export class Renewals {
  constructor(
    readonly bind: BindRenewal,
    readonly replacing: ReplaceCredential,
    readonly sessions?: BindSession,
  ) {}
}

/** Binds a certificate to its key, and makes the credential able to sign. */
export class BindCertificate {
  constructor(
    private readonly records: TrustRecords,
    private readonly judge: CertificateJudge,
    private readonly enrolments: Enrolments,
    private readonly renewals: Renewals,
    private readonly refusals: Refusals,
  ) {}

  /**
   * Repeating it with the same certificate answers the same.
   *
   * @throws HeldElsewhere; `session.over`, `credential.unknown`, `credential.state`, `credential.certificate_mismatch`, `hsm.unavailable`, `record.tampered`
   */
  run(credentialId: string, certificate: Uint8Array): Promise<BoundCertificate & { readonly activationId?: string }> {
    const fingerprint = sha256Hex(certificate);
    const context = { type: 'certificate-refused', actor: { kind: 'system', id: 'key-lifecycle' }, particulars: { credentialId, fingerprint } } as const;
    return this.refusals.recorded(context, async () => {
      // 1. A key whose signer is proven and that has no certificate yet.
      const binding = await this.records.find('binding', credentialId);
      if (!binding) throw new ServiceError('credential.unknown', 'no signer was proven for this credential');
      const { state, certificate: present, renewal, replaces, heldBy } = binding.body;
      if (heldBy !== undefined && this.renewals.sessions) return await this.renewals.sessions.run(binding, certificate, fingerprint);
      if (state === 'active' && present?.fingerprint === fingerprint) return await this.replacing(binding.id, replaces, present);
      if (state === 'active' && renewal) return await this.renewals.bind.run(binding, renewal, certificate);
      if (state !== 'accepted') throw new ServiceError('credential.state', `nothing is bound to a credential that is ${state}`);

      // 2. What is wrong goes into the event; the caller learns only that something is.
      const verdict = await this.judge.judge(credentialId, certificate);
      if ('flaw' in verdict)
        throw new ServiceError('credential.certificate_mismatch', 'this key may not be bound to this certificate', { cause: new Reason(verdict.flaw) });

      // 3. From here on the credential can sign.
      await this.bind(binding, verdict.bound);
      return await this.replacing(binding.id, replaces, verdict.bound);
    });
  }

  /** A crash in between leaves both; whoever binds the same certificate again ends the old one. */
  private async replacing(credentialId: string, replaces: string | undefined, bound: BoundCertificate): Promise<BoundCertificate> {
    if (replaces !== undefined) await this.renewals.replacing.run(credentialId, replaces);
    return bound;
  }

  private async bind(binding: TrustRecord<'binding'>, certificate: BoundCertificate): Promise<void> {
    const sealed = await this.records.sealNext(binding, { ...binding.body, state: 'active', certificate });
    const { enrolmentId } = binding.body.enrolment;
    await this.enrolments.advance(enrolmentId, { from: 'accepted', to: 'bound', otherwise: 'credential.state' }, async (transaction) => {
      await this.records.write(transaction, sealed);
      const { fingerprint, serialNumber, validTo } = certificate;
      transaction.record({
        type: 'certificate-bound',
        actor: { kind: 'system', id: 'key-lifecycle' },
        outcome: 'success',
        recipient: binding.body.signerId,
        particulars: { credentialId: binding.id, enrolmentId, fingerprint, serialNumber, validTo },
      });
    });
  }
}
