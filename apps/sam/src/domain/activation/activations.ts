import { ServiceError } from '@paraph/contracts';
import type { ReliedEpoch } from '../journal/journal-change.js';
import type { ActivationRows, ActivationState, SealedText } from '../ports/activation-rows.js';
import type { Token } from '../ports/token.js';
import type { Transactions, SamEvent, Transaction } from '../ports/transactions.js';
import { macInput } from '../records/mac-input.js';
import { tampered } from '../records/tampered.js';
import type { Activation, ActivationDraft, Completion, Extension } from './activation.js';
import { editionOf, replacedSad } from './editions.js';
import { fillChoice, freshOccurrences, isSpent, remainingChoice } from './occurrences.js';
import type { SealedProgress } from './sealed-progress.js';

/** How an activation moves on. */
export interface Step {
  readonly from: ActivationState;
  readonly to: ActivationState;
  readonly completion?: Completion;
}

const same = (one: Completion | undefined, other: Completion | undefined): boolean => JSON.stringify(one) === JSON.stringify(other);

/** How an issued activation grows. */
export interface Growth {
  /** Digests the client chose; they fill places that were left to it. */
  readonly additions: Extension['additions'];
  /** Edition of the SAD that asks for it. */
  readonly edition: number;
  /** That of the SAD which takes its place, where one does. */
  readonly nextEdition?: number | undefined;
}

/** Activations as they come from a database that is not believed: draft, completion and progress carry MACs. */
export class Activations {
  constructor(
    private readonly rows: ActivationRows,
    private readonly token: Token,
    private readonly transactions: Transactions,
    private readonly progress: SealedProgress,
  ) {}

  /**
   * An activation, its MACs checked.
   *
   * @throws `record.tampered`, with an event of its own; `hsm.unavailable`
   */
  async find(activationId: string): Promise<Activation | undefined> {
    // Before the database is asked: what is read afterwards cannot be older.
    const newest = this.transactions.newest({ kind: 'activation', id: activationId });
    const row = await this.rows.find(activationId);
    if (!row) return undefined;
    await this.check(activationId, draftBytes(activationId, row.draft), row.draftMac);
    // The MAC proves that this very code wrote the text from a value of this type; the same below.
    const draft = JSON.parse(row.draft) as ActivationDraft;
    if (!this.progress.isGenuine(activationId, row) || row.version < newest) throw await tampered(this.transactions, 'activation', activationId);
    const { state, occurrences, version, edition } = row;
    const completion = await this.open<Completion>(activationId, row.completion, (text) => completionBytes(draft, text));
    const extension = await this.open<Extension>(activationId, row.extension, (text) => extensionBytes(draft, text));
    return {
      draft,
      state,
      occurrences,
      version,
      ...(edition !== undefined && { edition }),
      ...(completion && { completion }),
      ...(extension && { extension }),
    };
  }

  /** The epoch that drafts are opened in: those of another one are burned. */
  get epoch(): number {
    return this.transactions.epoch;
  }

  /** Stores a new draft, and the event with it. @throws `activation.expired` if its epoch is over, `journal.closed` */
  async insert(draft: ActivationDraft, event: SamEvent): Promise<void> {
    const { activationId } = draft;
    const text = JSON.stringify(draft);
    const draftMac = await this.token.mac('activation', draftBytes(activationId, text));
    const progress = this.progress.close(activationId, {
      state: 'draft',
      occurrences: freshOccurrences(draft.hashes.length, draft.remainingChoice),
      version: 1,
    });
    await this.transactions.run(async (transaction) => {
      const { clientId, credentialId } = draft;
      transaction.rely(ofEpoch(draft));
      await this.rows.insert(transaction, { activationId, clientId, credentialId, draft: text, draftMac, ...progress, expiresAt: new Date(draft.expiresAt) });
      transaction.record(event);
    });
  }

  /**
   * Seals an activation that evidence given for something else has completed already; the answer inserts it as part of a transaction. Asks the
   * token, so never inside one.
   */
  async sealCompleted(draft: ActivationDraft, completion: Completion): Promise<(transaction: Transaction) => Promise<void>> {
    const { activationId, clientId, credentialId } = draft;
    const text = JSON.stringify(draft);
    const [draftMac, sealed] = await Promise.all([this.token.mac('activation', draftBytes(activationId, text)), this.seal(draft, completion)]);
    const occurrences = freshOccurrences(draft.hashes.length, draft.remainingChoice);
    const progress = this.progress.close(activationId, { state: 'completed', occurrences, version: 1 });
    const row = { activationId, clientId, credentialId, draft: text, draftMac, ...progress, completion: sealed };
    return async (transaction) => {
      transaction.rely(ofEpoch(draft));
      await this.rows.insert(transaction, { ...row, expiresAt: new Date(draft.expiresAt) });
    };
  }

  /**
   * Moves an activation on, if it still is where the step begins, in one transaction with whatever belongs to it.
   *
   * @throws `activation.state` if another request was first
   */
  async advance(
    { draft, completion: read }: Activation,
    { from, to, completion }: Step,
    alongside: (transaction: Transaction) => Promise<void> | void,
  ): Promise<void> {
    const sealed = completion ? { completion: await this.seal(draft, completion) } : {};
    await this.transactions.run(async (transaction) => {
      transaction.rely(ofEpoch(draft));
      const progress = await this.progress.lock(transaction, draft.activationId);
      const stored = progress?.completion && (JSON.parse(progress.completion.text) as Completion);
      if (progress?.state !== from || !same(stored, read))
        throw new ServiceError('activation.state', `the activation is not ${from}, or was given evidence meanwhile`);
      await this.progress.advance(transaction, progress, { state: to, occurrences: progress.occurrences, ...sealed });
      await alongside(transaction);
    });
  }

  /**
   * Adds digests the client chose to an issued activation, filling places that were left to it, or has another SAD take the
   * place of its current one, or both, in one transaction with whatever belongs to it. Answers how many places are left.
   *
   * @throws `sad.invalid` if it is not issued (any more), or the SAD is no longer its current one; `sad.spent`,
   * `activation.too_many`, `record.tampered`; `undefined` if another request was first
   */
  async extend(
    { draft, extension: read }: Activation,
    { additions, edition, nextEdition }: Growth,
    alongside: (transaction: Transaction) => Promise<void>,
  ): Promise<number | undefined> {
    const text = JSON.stringify({ additions: [...(read?.additions ?? []), ...additions] } satisfies Extension);
    const sealed = additions.length === 0 ? {} : { extension: { text, mac: await this.token.mac('activation', extensionBytes(draft, text)) } };
    return this.transactions.run(async (transaction) => {
      transaction.rely({ ...ofEpoch(draft), otherwise: 'sad.invalid' });
      const progress = await this.progress.lock(transaction, draft.activationId);
      if (progress?.state !== 'issued') throw new ServiceError('sad.invalid', 'the SAD is not valid');
      if (editionOf(progress) !== edition) throw replacedSad();
      if (isSpent(progress.occurrences)) throw new ServiceError('sad.spent', 'nothing is left of what the SAD authorised');
      if (progress.extension?.text !== (read && JSON.stringify(read))) return undefined;
      requireFilled({ draft, extension: read, occurrences: progress.occurrences });
      const occurrences = fillChoice(progress.occurrences, additions.length);
      if (occurrences === undefined) throw new ServiceError('activation.too_many', 'more digests than the signer left to the client');
      await this.progress.advance(transaction, progress, { state: 'issued', occurrences, edition: nextEdition ?? edition, ...sealed });
      await alongside(transaction);
      return remainingChoice(occurrences);
    });
  }

  private async seal(draft: ActivationDraft, completion: Completion): Promise<SealedText> {
    const text = JSON.stringify(completion);
    return { text, mac: await this.token.mac('activation', completionBytes(draft, text)) };
  }

  private async open<Content>(activationId: string, sealed: SealedText | undefined, bytesOf: (text: string) => Uint8Array): Promise<Content | undefined> {
    if (!sealed) return undefined;
    await this.check(activationId, bytesOf(sealed.text), sealed.mac);
    // The MAC proves that this very code wrote the text from a value of this type.
    return JSON.parse(sealed.text) as Content;
  }

  private async check(activationId: string, bytes: Uint8Array, mac: Uint8Array): Promise<void> {
    if (!(await this.token.verifyMac('activation', bytes, mac))) throw await tampered(this.transactions, 'activation', activationId);
  }
}

/** Each place that was filled has its digest: a list of before would let an order fill a second one. @throws `record.tampered` */
export function requireFilled({ draft, extension, occurrences }: Pick<Activation, 'draft' | 'extension' | 'occurrences'>): void {
  if ((extension?.additions.length ?? 0) !== draft.remainingChoice - remainingChoice(occurrences))
    throw new ServiceError('record.tampered', 'the digests added to an activation are not those its places were filled with');
}

function ofEpoch({ epoch }: ActivationDraft): ReliedEpoch {
  return { kind: 'epoch', epoch, otherwise: 'activation.expired' };
}

function draftBytes(activationId: string, draft: string): Uint8Array {
  return macInput('draft', activationId, draft);
}

// The statement is part of it: a completion cannot be moved to another activation.
function completionBytes({ activationId, statement }: ActivationDraft, completion: string): Uint8Array {
  return macInput('completion', activationId, statement, completion);
}

function extensionBytes({ activationId, statement }: ActivationDraft, extension: string): Uint8Array {
  return macInput('extension', activationId, statement, extension);
}
