import { ServiceError } from '@paraph/contracts';
import { enrolmentChallenge, type Clock } from '@paraph/kernel';
import type { EvidenceSubject } from '../ports/evidence-subjects.js';
import { EnrolmentEvidence } from '../ports/evidence-subjects.js';
import type { Token } from '../ports/token.js';
import type { Transaction, Transactions } from '../ports/transactions.js';
import { macInput } from '../records/mac-input.js';
import { tampered } from '../records/tampered.js';
import type { Enrolment, EnrolmentDraft, EnrolmentState } from './enrolment.js';
import type { EnrolmentRow, EnrolmentRows } from './enrolment-rows.js';

/** From where to where an enrolment goes, and what is said when it is no longer there. */
export interface EnrolmentStep {
  readonly from: EnrolmentState;
  readonly to: EnrolmentState;
  readonly otherwise: 'enrolment.state' | 'credential.state';
}

/** Enrolments as they come from a database that is not believed: draft and state carry MACs of the token. */
export class Enrolments extends EnrolmentEvidence {
  constructor(
    private readonly rows: EnrolmentRows,
    private readonly token: Token,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Makes an enrolment durable, with what `inside` adds to the same transaction. @throws `request.duplicate` */
  async insert(draft: EnrolmentDraft, inside: (transaction: Transaction) => Promise<void>): Promise<void> {
    const { enrolmentId, credentialId } = draft;
    const text = JSON.stringify(draft);
    const mac = await this.token.mac('enrolment', bytesOf(enrolmentId, text));
    const row: EnrolmentRow = { enrolmentId, credentialId, draft: text, mac, state: 'open', stateMac: await this.stateMac(enrolmentId, 'open') };
    await this.transactions.run(async (transaction) => {
      if (!(await this.rows.insert(transaction, row))) throw new ServiceError('request.duplicate', 'this credential has an enrolment');
      await inside(transaction);
    });
  }

  /** Takes an enrolment one step on, with what `inside` adds to the same transaction. Of two at once, one comes too late. */
  async advance(enrolmentId: string, { from, to, otherwise }: EnrolmentStep, inside: (transaction: Transaction) => Promise<void>): Promise<void> {
    const stateMac = await this.stateMac(enrolmentId, to);
    await this.transactions.run(async (transaction) => {
      if (!(await this.rows.advance(transaction, enrolmentId, { from, to, stateMac })))
        throw new ServiceError(otherwise, `the enrolment is not ${from} any more`);
      await inside(transaction);
    });
  }

  /** @throws `enrolment.unknown`, `record.tampered`, `hsm.unavailable` */
  async find(enrolmentId: string): Promise<Enrolment> {
    const row = await this.rows.find(enrolmentId);
    if (!row) throw new ServiceError('enrolment.unknown', 'no enrolment has this identifier');
    return this.genuine(row);
  }

  /** @throws `record.tampered`, `hsm.unavailable` */
  async ofCredential(credentialId: string): Promise<Enrolment | undefined> {
    const row = await this.rows.ofCredential(credentialId);
    return row && this.genuine(row);
  }

  /** An enrolment that still waits for its signer. @throws `enrolment.unknown`, `enrolment.state`, `enrolment.expired`, `record.tampered` */
  async findOpen(enrolmentId: string): Promise<EnrolmentDraft> {
    const { draft, state } = await this.find(enrolmentId);
    if (state !== 'open') throw new ServiceError('enrolment.state', `the enrolment is ${state}`);
    if (this.clock.now() >= new Date(draft.expiresAt)) throw new ServiceError('enrolment.expired', 'the enrolment was not completed in time');
    return draft;
  }

  override async subject(enrolmentId: string): Promise<EvidenceSubject> {
    return evidenceSubject(await this.findOpen(enrolmentId));
  }

  private stateMac(enrolmentId: string, state: EnrolmentState): Promise<Uint8Array> {
    return this.token.mac('enrolment', stateBytes(enrolmentId, state));
  }

  private async genuine({ enrolmentId, credentialId, draft: text, mac, state, stateMac }: EnrolmentRow): Promise<Enrolment> {
    const isGenuine =
      (await this.token.verifyMac('enrolment', bytesOf(enrolmentId, text), mac)) &&
      (await this.token.verifyMac('enrolment', stateBytes(enrolmentId, state), stateMac));
    if (!isGenuine) throw await tampered(this.transactions, 'enrolment', enrolmentId);
    // The MAC proves that this very code wrote the text from a value of this type.
    const draft = JSON.parse(text) as EnrolmentDraft;
    if (draft.credentialId !== credentialId) throw await tampered(this.transactions, 'enrolment', enrolmentId);
    return { draft, state };
  }
}

/** What evidence for this enrolment must prove; the challenge is made anew from what was stored. */
export function evidenceSubject({ enrolmentId, provider, commitment, openedAt }: EnrolmentDraft): EvidenceSubject {
  return { reference: enrolmentId, issuer: provider, challenge: enrolmentChallenge(commitment), openedAt: new Date(openedAt) };
}

function bytesOf(enrolmentId: string, draft: string): Uint8Array {
  return macInput('enrolment', enrolmentId, draft);
}

function stateBytes(enrolmentId: string, state: EnrolmentState): Uint8Array {
  return macInput('enrolment-state', enrolmentId, state);
}
