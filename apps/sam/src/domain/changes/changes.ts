import { ServiceError } from '@paraph/contracts';
import { changeChallenge, fromBase64Url, toBase64Url, type Clock } from '@paraph/kernel';
import type { MeansOffer, MeansOffers } from '../means/means-offers.js';
import type { OfferSubject, OfferSubjects } from '../means/offer-subject.js';
import type { Token } from '../ports/token.js';
import type { SamEvent, Transaction, Transactions } from '../ports/transactions.js';
import { macInput } from '../records/mac-input.js';
import { tampered } from '../records/tampered.js';
import type { Change, ChangeDraft, ChangeProgress, ChangeState } from './change.js';
import type { ChangeRow, ChangeRows, StoredChangeProgress } from './change-rows.js';

/** How long after it was opened a decision to destroy a credential may be acted on: as long as an application's token for it. */
const DECISION_MS = 60 * 60_000;

/** A change that waits for evidence, with the means that were offered for it. */
export interface OpenChangeDraft extends Change {
  readonly offer: MeansOffer | undefined;
  /** 32 bytes; commits to the offer, where the change needs one. */
  readonly challenge: Uint8Array;
  /** What the row's progress carried when it was read: nobody else may have moved it since. */
  readonly progressMac: Uint8Array;
}

/** How a change moves on. */
export interface ChangeStep {
  readonly to: ChangeState;
  readonly progress: ChangeProgress;
}

/** Changes as they come from a database that is not believed: draft and progress carry MACs of the token. */
export class Changes implements OfferSubjects {
  constructor(
    private readonly rows: ChangeRows,
    private readonly offers: MeansOffers,
    private readonly token: Token,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Stores a new draft, and the event with it. */
  async open(draft: ChangeDraft, event: SamEvent): Promise<void> {
    const { changeId, credentialId } = draft;
    const text = JSON.stringify(draft);
    const draftMac = await this.token.mac('change', draftBytes(changeId, text));
    const stored = await this.seal(changeId, { to: 'open', progress: { proofs: [] } });
    await this.transactions.run(async (transaction) => {
      await this.rows.insert(transaction, { changeId, credentialId, draft: text, draftMac, ...stored, expiresAt: new Date(draft.expiresAt) });
      transaction.record(event);
    });
  }

  /**
   * A change that waits for evidence: in time, and with its means offered if it adds one.
   *
   * @throws `change.unknown`, `change.state`, `change.expired`, `evidence.missing`, `record.tampered`, `hsm.unavailable`
   */
  async findOpen(changeId: string): Promise<OpenChangeDraft> {
    const { row, ...change } = await this.openRow(changeId);
    const { draft, progress } = change;
    const offer = draft.change.act === 'add-means' ? await this.offers.find(changeId) : undefined;
    if (draft.change.act === 'add-means' && !offer) throw new ServiceError('evidence.missing', 'the new means was not registered yet');
    const challenge = offer ? fromBase64Url(offer.challenge) : changeChallenge(draft.statement);
    if (!challenge) throw new Error('an offer without its challenge');
    // Evidence commits to what was offered when it was given; another offer since then is none that it could complete.
    if (progress.challenge !== undefined && progress.challenge !== toBase64Url(challenge))
      throw new ServiceError('change.state', 'other means were offered after evidence was given');
    return { ...change, offer, challenge, progressMac: row.progressMac };
  }

  /** A change that waits, whatever it waits for. @throws `change.unknown`, `change.state`, `change.expired`, `record.tampered`, `hsm.unavailable` */
  async findWaiting(changeId: string): Promise<Change> {
    return this.openRow(changeId);
  }

  /**
   * A signer's decision to destroy a credential, approved and not older than it may be.
   *
   * @param isLate whether it may be older, because it was carried out already
   * @throws `change.unknown`, `change.state`, `change.expired`, `record.tampered`, `hsm.unavailable`
   */
  async decision(changeId: string, { isLate }: { readonly isLate: boolean }): Promise<ChangeDraft> {
    const row = await this.rows.find(changeId);
    if (!row) throw new ServiceError('change.unknown', 'no change has this identifier');
    if (row.state === 'abandoned') throw new ServiceError('change.state', 'the change is abandoned');
    const { draft, state } = await this.genuine(row);
    if (state !== 'completed' || draft.change.act !== 'destroy') throw new ServiceError('change.state', 'the change is no decision that was approved');
    const isOver = this.clock.now().getTime() >= Date.parse(draft.openedAt) + DECISION_MS;
    if (isOver && !isLate) throw new ServiceError('change.expired', 'the decision was not acted on in time');
    return draft;
  }

  /** What the approval page registers a new means for. */
  async offerSubject(changeId: string): Promise<OfferSubject> {
    const { draft, progress } = await this.openRow(changeId);
    if (draft.change.act !== 'add-means') throw new ServiceError('evidence.missing', 'this change adds no means');
    if (progress.proofs.length > 0) throw new ServiceError('change.state', 'evidence was given for the means that were offered before');
    const { credentialId, signerId, statement, policyId, policyDigest } = draft;
    return { reference: changeId, credentialId, signerId, challenge: changeChallenge(statement), policyId, policyDigest, kinds: [draft.change.kind] };
  }

  /** Moves a change on, if it is as it was read, with what `inside` adds to the same transaction. @throws `change.state` if another request was first */
  async advance({ draft, progressMac }: OpenChangeDraft, step: ChangeStep, inside: (transaction: Transaction) => Promise<void>): Promise<void> {
    const to = await this.seal(draft.changeId, step);
    await this.transactions.run(async (transaction) => {
      if (!(await this.rows.advance(transaction, draft.changeId, { from: progressMac, to })))
        throw new ServiceError('change.state', 'the change has ended, or was given evidence meanwhile');
      await inside(transaction);
    });
  }

  private async openRow(changeId: string): Promise<Change & { readonly row: ChangeRow }> {
    const row = await this.rows.find(changeId);
    if (!row) throw new ServiceError('change.unknown', 'no change has this identifier');
    // A stop is believed as it is: whoever forges one only stops.
    if (row.state === 'abandoned') throw new ServiceError('change.state', 'the change is abandoned');
    const change = await this.genuine(row);
    if (change.state !== 'open') throw new ServiceError('change.state', `the change is ${change.state}`);
    if (this.clock.now() >= new Date(change.draft.expiresAt)) throw new ServiceError('change.expired', 'the change was not completed in time');
    return { ...change, row };
  }

  private async genuine({ changeId, draft: text, draftMac, state, progress, progressMac }: ChangeRow): Promise<Change> {
    const isGenuine =
      (await this.token.verifyMac('change', draftBytes(changeId, text), draftMac)) &&
      (await this.token.verifyMac('change', progressBytes(changeId, state, progress), progressMac));
    if (!isGenuine) throw await tampered(this.transactions, 'change', changeId);
    // The MACs prove that this very code wrote both texts from values of these types.
    return { draft: JSON.parse(text) as ChangeDraft, state, progress: JSON.parse(progress) as ChangeProgress };
  }

  private async seal(changeId: string, { to: state, progress: value }: ChangeStep): Promise<StoredChangeProgress> {
    const progress = JSON.stringify(value);
    return { state, progress, progressMac: await this.token.mac('change', progressBytes(changeId, state, progress)) };
  }
}

function draftBytes(changeId: string, draft: string): Uint8Array {
  return macInput('change', changeId, draft);
}

function progressBytes(changeId: string, state: ChangeState, progress: string): Uint8Array {
  return macInput('change-progress', changeId, state, progress);
}
