import { ServiceError } from '@paraph/contracts';
import type { TrustRecord } from '../records/record-kinds.js';
import { Reason, type Refusals } from '../refusals.js';
import type { EndByProof } from './end-by-proof.js';
import type { OfferedProofs } from './offered-proofs.js';
import type { ProofJudge, ProofKind } from './proof-judge.js';

/** A statement that was offered, and whose credential it is to end. */
export interface ProofReference {
  readonly credentialId: string;
  readonly kind: ProofKind;
  /** SHA-256 of the statement, base64url. */
  readonly digest: string;
}

/** Ends a credential whose certificate its authority revoked. Who brings the proof is nobody; whose signature it carries is everything (CRT-02). */
export class RevokeByProof {
  constructor(
    private readonly proofs: OfferedProofs,
    private readonly judge: ProofJudge,
    private readonly ending: EndByProof,
    private readonly refusals: Refusals,
  ) {}

  /**
   * Answers when the authority says that it revoked the certificate. Repeating it answers the same.
   *
   * @throws `credential.unknown`, `credential.state`, `proof.unfit`, `hsm.unavailable`, `record.tampered`
   */
  run(reference: ProofReference): Promise<Date> {
    const { credentialId, kind, digest } = reference;
    const context = { type: 'revocation-refused', actor: { kind: 'system', id: 'ca-connector' }, particulars: { credentialId, kind, digest } } as const;
    return this.refusals.recorded(context, async () => {
      const { revokedAt } = await this.ending.run(credentialId, async (binding) => ({
        revokedAt: (await this.prove(binding, reference)).toISOString(),
        kind,
        digest,
      }));
      return new Date(revokedAt);
    });
  }

  private async prove({ body: { certificate } }: TrustRecord<'binding'>, { kind, digest }: ProofReference): Promise<Date> {
    if (!certificate) throw unfit('no certificate is bound');
    const statement = await this.proofs.find(digest);
    if (!statement) throw unfit('the statement was not offered, or not the whole of it');
    const verdict = await this.judge.judge(certificate, kind, statement);
    if ('flaw' in verdict) throw unfit(verdict.flaw);
    return verdict.revokedAt;
  }
}

function unfit(flaw: string): ServiceError {
  return new ServiceError('proof.unfit', 'this does not prove that the bound certificate was revoked', { cause: new Reason(flaw) });
}
