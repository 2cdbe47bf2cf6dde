import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { promiseOf } from '../evidence/factors.js';
import { effectiveAt, withMeans, withoutMeans, withoutPast } from '../means/schedule.js';
import { startCounters } from '../means/start-counters.js';
import type { MeansCounters } from '../ports/means-counters.js';
import type { SealedRecord } from '../ports/record-store.js';
import type { SamEvent, Transaction } from '../ports/transactions.js';
import type { BindingRecord, TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { ChangeDraft, ChangeProgress } from './change.js';
import type { ChangeNotices } from './change-notices.js';
import type { OpenChangeDraft } from './changes.js';
import { changeNotice } from './notice-words.js';
import { changeFacts } from './open-change.js';

/** A change whose evidence is complete, its record sealed: what is left to do inside the transaction. */
export interface PreparedChange {
  /** @throws `change.state` if the record was changed meanwhile */
  write(transaction: Transaction): Promise<void>;
}

/** Does what a signer's change says, once nothing of its evidence is missing. */
export class CompleteChange {
  constructor(
    private readonly records: TrustRecords,
    private readonly counters: MeansCounters,
    private readonly notices: ChangeNotices,
    private readonly clock: Clock,
  ) {}

  /**
   * The record a change is about, if it is still the one its signer was shown. After a new suspension, evidence given for
   * the end of an earlier one is worth nothing.
   *
   * @throws `change.state`, `record.tampered`, `hsm.unavailable`
   */
  async binding({ credentialId, bindingVersion }: ChangeDraft): Promise<TrustRecord<'binding'>> {
    const binding = await this.records.find('binding', credentialId);
    if (binding?.version !== bindingVersion) throw stale();
    return binding;
  }

  /** Seals what the record is to be. Asks the token, so never inside a transaction. @throws `change.state`, `hsm.unavailable`, `record.tampered` */
  async prepare({ draft, offer }: OpenChangeDraft, progress: ChangeProgress): Promise<PreparedChange> {
    const before = await this.binding(draft);
    if (draft.change.act === 'destroy') return this.decision(before, draft, progress);
    const now = this.clock.now();
    const offered = offer?.offered ?? [];
    const after = changed(before.body, { draft, added: offered[0]?.means, now });
    const sealed = await this.records.sealNext(before, after);
    const at = effectiveAt({ now, waitSeconds: draft.waitSeconds });
    return {
      write: async (transaction) => {
        await this.write(transaction, sealed);
        await startCounters(this.counters, transaction, offered);
        for (const event of events(draft, progress, { at, meansId: offered[0]?.means.meansId })) transaction.record(event);
        transaction.whenCommitted(() => this.notices.tell(before.body, { ...changeNotice(before.body, draft.change, at), credentialId: before.id }));
      },
    };
  }

  /**
   * The end of a credential is only decided here: `DestroyCredential` acts on it. The record is held, so that what was shown
   * is what was decided on, and nothing of it changes.
   */
  private decision(before: TrustRecord<'binding'>, draft: ChangeDraft, progress: ChangeProgress): PreparedChange {
    const at = this.clock.now();
    return {
      write: async (transaction) => {
        await this.records.hold(transaction, before).catch((error: unknown) => {
          throw error instanceof ServiceError && error.code === 'request.duplicate' ? stale() : error;
        });
        for (const event of events(draft, progress, { at, meansId: undefined })) transaction.record(event);
        transaction.whenCommitted(() => this.notices.tell(before.body, { ...changeNotice(before.body, draft.change, at), credentialId: before.id }));
      },
    };
  }

  private async write(transaction: Transaction, sealed: SealedRecord): Promise<void> {
    try {
      await this.records.write(transaction, sealed);
    } catch (error) {
      throw error instanceof ServiceError && error.code === 'request.duplicate' ? stale() : error;
    }
  }
}

function changed(
  body: BindingRecord,
  { draft, added, now }: { readonly draft: ChangeDraft; readonly added: Parameters<typeof withMeans>[1] | undefined; readonly now: Date },
): BindingRecord {
  const { change, waitSeconds } = draft;
  const means = withoutPast(body.means, now);
  switch (change.act) {
    case 'add-means':
      if (!added) throw new Error('a means to add that was never offered');
      return { ...body, means: withMeans(means, added, { now, waitSeconds }) };
    case 'remove-means': {
      const left = withoutMeans(means, change.meansId, { now, waitSeconds });
      if (!left) throw stale();
      return { ...body, means: left };
    }
    case 'resume':
      return { ...body, state: 'active' };
    case 'destroy':
      throw new Error('an approved destruction changes nothing of the record by itself');
  }
}

function events(
  { changeId, credentialId, signerId, change }: ChangeDraft,
  { proofs }: ChangeProgress,
  { at, meansId }: { readonly at: Date; readonly meansId: string | undefined },
): readonly SamEvent[] {
  const kinds = proofs.map(({ kind }) => kind);
  const actor = { kind: 'signer', id: signerId } as const;
  const particulars = {
    changeId,
    credentialId,
    ...changeFacts(change),
    ...(meansId === undefined ? {} : { meansId }),
    ...(change.act === 'resume' || change.act === 'destroy' ? {} : { effectiveAt: at.toISOString() }),
    evidence: kinds.join(' '),
    promise: promiseOf(kinds),
  };
  const completed: SamEvent = { type: 'change-completed', actor, outcome: 'success', particulars };
  return change.act === 'resume'
    ? [completed, { type: 'credential-resumed', actor, outcome: 'success', particulars: { credentialId, changeId } }]
    : [completed];
}

function stale(): ServiceError {
  return new ServiceError('change.state', 'the credential was changed since this change was opened');
}
