import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { CredentialEnds } from '../changes/destroy-credential.js';
import type { PreparedEnd } from '../changes/end-key.js';
import type { NextRecord } from '../ports/record-store.js';
import type { Transactions } from '../ports/transactions.js';
import type { TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';

/** What was done about one credential. */
export interface ExpiredOutcome {
  readonly credentialId: string;
  readonly outcome: 'destroyed' | 'kept' | 'unknown' | 'tampered';
}

interface PreparedExpiry {
  readonly binding: TrustRecord<'binding'>;
  readonly sealed: NextRecord;
  readonly end: PreparedEnd;
}

/**
 * Destroys keys whose certificate is over (KEY-06). Who asks decides nothing: the certificate stands in the SAM's own record, the time is its own,
 * and a credential that is not over is left alone.
 */
export class DestroyExpired {
  constructor(
    private readonly records: TrustRecords,
    private readonly ends: CredentialEnds,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Repeating it changes nothing. @throws `hsm.unavailable` */
  async run(credentialIds: readonly string[]): Promise<readonly ExpiredOutcome[]> {
    const judged = await Promise.all([...new Set(credentialIds)].map((credentialId) => this.judge(credentialId)));
    const over = judged.flatMap(({ binding }) => binding ?? []);
    try {
      // Together they are one entry of the journal, and one commit.
      await this.destroy(over);
    } catch (error) {
      if (!isOvertaken(error)) throw error;
      // One of them was written at this moment: it alone waits for the next time.
      const alone = await Promise.all(over.map((binding) => this.destroyAlone(binding)));
      return judged.map((one) => alone.find(({ credentialId }) => credentialId === one.credentialId) ?? one).map(outcomeOf);
    }
    for (const { id, body } of [...over, ...judged.flatMap(({ gone }) => gone ?? [])]) {
      await this.ends.key.forget(body.keyId);
      await this.ends.activations.of(id);
    }
    return judged.map(outcomeOf);
  }

  private async judge(credentialId: string): Promise<Judged> {
    let binding: TrustRecord<'binding'> | undefined;
    try {
      binding = await this.records.find('binding', credentialId);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'record.tampered') return { credentialId, outcome: 'tampered' };
      throw error;
    }
    if (!binding) return { credentialId, outcome: 'unknown' };
    const { state, certificate } = binding.body;
    if (state === 'destroyed' || state === 'revoked') return { credentialId, outcome: 'destroyed', gone: binding };
    const isOver = certificate !== undefined && this.clock.now() > new Date(certificate.validTo);
    return (state === 'active' || state === 'suspended') && isOver ? { credentialId, outcome: 'destroyed', binding } : { credentialId, outcome: 'kept' };
  }

  private async destroyAlone(binding: TrustRecord<'binding'>): Promise<ExpiredOutcome> {
    try {
      await this.destroy([binding]);
      await this.ends.key.forget(binding.body.keyId);
      await this.ends.activations.of(binding.id);
      return { credentialId: binding.id, outcome: 'destroyed' };
    } catch (error) {
      if (!isOvertaken(error)) throw error;
      return { credentialId: binding.id, outcome: 'kept' };
    }
  }

  private async destroy(over: readonly TrustRecord<'binding'>[]): Promise<void> {
    if (over.length === 0) return;
    const prepared = await Promise.all(over.map((binding) => this.prepare(binding)));
    await this.transactions.run(async (transaction) => {
      for (const { binding, sealed, end } of prepared) {
        await this.records.write(transaction, sealed);
        const particulars = await end.write(transaction);
        transaction.record({
          type: 'key-destroyed',
          actor: { kind: 'system', id: 'sam' },
          outcome: 'success',
          recipient: binding.body.signerId,
          cause: 'expired',
          particulars: { credentialId: binding.id, ...particulars },
        });
      }
    });
  }

  private async prepare(binding: TrustRecord<'binding'>): Promise<PreparedExpiry> {
    const [sealed, end] = await Promise.all([
      this.records.sealNext(binding, { ...binding.body, state: 'destroyed' }),
      this.ends.key.prepare(binding.id, binding.body, 'expired'),
    ]);
    return { binding, sealed, end };
  }
}

interface Judged extends ExpiredOutcome {
  /** To be destroyed now. */
  readonly binding?: TrustRecord<'binding'>;
  /** Destroyed before: what is remembered of it is forgotten once more. */
  readonly gone?: TrustRecord<'binding'>;
}

function outcomeOf({ credentialId, outcome }: ExpiredOutcome): ExpiredOutcome {
  return { credentialId, outcome };
}

function isOvertaken(error: unknown): boolean {
  return error instanceof ServiceError && error.code === 'request.duplicate';
}
