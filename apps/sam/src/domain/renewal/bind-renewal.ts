import { ServiceError } from '@paraph/contracts';
import { fromBase64, type Clock } from '@paraph/kernel';
import type { CertificateJudge } from '../enrolment/certificate-judge.js';
import type { Enrolments } from '../enrolment/enrolments.js';
import type { AcceptedRenewal, BindingRecord, BoundCertificate, TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import { Reason } from '../refusals.js';
import type { Revocations } from '../x509/revocations.js';

/** Puts a renewal's certificate in the place of the one before: the key and its means stay. */
export class BindRenewal {
  constructor(
    private readonly records: TrustRecords,
    private readonly judge: CertificateJudge,
    private readonly enrolments: Enrolments,
    private readonly revocations: Revocations,
    private readonly clock: Clock,
  ) {}

  /** @throws `credential.state`, `credential.certificate_mismatch`, `hsm.unavailable`, `record.tampered` */
  async run(binding: TrustRecord<'binding'>, renewal: AcceptedRenewal, certificate: Uint8Array): Promise<BoundCertificate> {
    const verdict = await this.judge.judge(binding.id, certificate);
    if ('flaw' in verdict)
      throw new ServiceError('credential.certificate_mismatch', 'this key may not be bound to this certificate', { cause: new Reason(verdict.flaw) });
    if (verdict.bound.fingerprint === binding.body.certificate?.fingerprint)
      throw new ServiceError('credential.state', 'this certificate is bound already, and the renewal has another');
    await this.write(binding, renewal, verdict.bound);
    return verdict.bound;
  }

  private async write(binding: TrustRecord<'binding'>, renewal: AcceptedRenewal, certificate: BoundCertificate): Promise<void> {
    const { id: credentialId, body } = binding;
    const sealed = await this.records.sealNext(binding, renewed(body, renewal, certificate));
    const revokedAt = this.clock.now();
    const { enrolmentId } = renewal.enrolment;
    await this.enrolments.advance(enrolmentId, { from: 'accepted', to: 'bound', otherwise: 'credential.state' }, async (transaction) => {
      await this.records.write(transaction, sealed);
      // What says other things of the person than are true now is not to be relied on (EN 319 411-1 section 6.2.4).
      const publicKey = fromBase64(body.publicKey) ?? new Uint8Array();
      const old = { credentialId, publicKey, serialNumber: body.certificate?.serialNumber };
      const revoked = renewal.kind === 'update' ? await this.revocations.revoke(transaction, old, { revokedAt, reason: 'superseded' }) : undefined;
      const { fingerprint, serialNumber, validTo } = certificate;
      transaction.record({
        type: 'certificate-bound',
        actor: { kind: 'system', id: 'key-lifecycle' },
        outcome: 'success',
        recipient: body.signerId,
        particulars: {
          credentialId,
          enrolmentId,
          fingerprint,
          serialNumber,
          validTo,
          renews: renewal.kind,
          formerSerialNumber: body.certificate?.serialNumber ?? '',
          ...(revoked === undefined ? {} : { revokedSerialNumber: revoked }),
        },
      });
    });
  }
}

function renewed({ renewal: _done, ...body }: BindingRecord, { kind: _kind, ...stands }: AcceptedRenewal, certificate: BoundCertificate): BindingRecord {
  return { ...body, ...stands, certificate, keyAcceptedAt: body.keyAcceptedAt ?? body.enrolment.acceptedAt };
}
