import { ServiceError } from '@paraph/contracts';
import { enrolmentChallenge, fromBase64Url, type Clock } from '@paraph/kernel';
import type { MeansOffer, MeansOffers } from '../means/means-offers.js';
import type { OfferSubject, OfferSubjects } from '../means/offer-subject.js';
import { EvidenceSubjects, type EvidenceSubject } from '../ports/evidence-subjects.js';
import type { Token } from '../ports/token.js';
import type { Transaction, Transactions } from '../ports/transactions.js';
import { macInput } from '../records/mac-input.js';
import { tampered } from '../records/tampered.js';
import { certifiesAgain, type Enrolment, type EnrolmentDraft, type EnrolmentState } from './enrolment.js';
import type { EnrolmentRow, EnrolmentRows } from './enrolment-rows.js';

/** From where to where an enrolment goes, and what is said when it is no longer there. */
export interface EnrolmentStep {
  readonly from: EnrolmentState;
  readonly to: EnrolmentState;
  readonly otherwise: 'enrolment.state' | 'credential.state';
}

/** An enrolment that waits for its signer, with the means that were offered for it. */
export interface OpenEnrolmentDraft {
  readonly draft: EnrolmentDraft;
  readonly offer: MeansOffer | undefined;
}

/** Enrolments as they come from a database that is not believed: draft and state carry MACs of the token. */
export class Enrolments extends EvidenceSubjects implements OfferSubjects {
  constructor(
    private readonly rows: EnrolmentRows,
    private readonly offers: MeansOffers,
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
    const [mac, stateMac] = await Promise.all([this.token.mac('enrolment', bytesOf(enrolmentId, text)), this.stateMac(enrolmentId, 'open')]);
    const row: EnrolmentRow = {
      enrolmentId,
      credentialId,
      draft: text,
      mac,
      state: 'open',
      stateMac,
      ...(certifiesAgain(draft) && { isRenewal: true }),
    };
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

  /** The enrolment that made the credential's key. @throws `record.tampered`, `hsm.unavailable` */
  async ofCredential(credentialId: string): Promise<Enrolment | undefined> {
    const row = await this.rows.ofCredential(credentialId);
    return row && this.genuine(row);
  }

  /** The enrolment that made a key. @throws `record.tampered`, `hsm.unavailable` */
  async ofKey(keyId: string): Promise<Enrolment | undefined> {
    const row = await this.rows.ofKey(keyId);
    const enrolment = row && (await this.genuine(row));
    return enrolment?.draft.keyId === keyId ? enrolment : undefined;
  }

  /**
   * An enrolment that waits for evidence: in time, and with every means offered that its statement asks for.
   *
   * @throws `enrolment.unknown`, `enrolment.state`, `enrolment.expired`, `evidence.missing`, `record.tampered`, `hsm.unavailable`
   */
  async findOpen(enrolmentId: string): Promise<OpenEnrolmentDraft> {
    const draft = await this.openDraft(enrolmentId);
    const offer = draft.register.length === 0 ? undefined : await this.offers.find(enrolmentId);
    const offered = offer?.offered.map(({ means }) => means.kind) ?? [];
    if (draft.register.some((kind) => !offered.includes(kind)))
      throw new ServiceError('evidence.missing', 'the means of the statement were not registered yet');
    return { draft, offer };
  }

  override async subject(enrolmentId: string): Promise<EvidenceSubject> {
    return evidenceSubject(await this.findOpen(enrolmentId));
  }

  /** What the approval page registers means for. */
  async offerSubject(enrolmentId: string): Promise<OfferSubject> {
    const { credentialId, signerId, statement, policyId, policyDigest, register } = await this.openDraft(enrolmentId);
    if (register.length === 0) throw new ServiceError('evidence.missing', 'this enrolment asks for no means to be registered');
    return { reference: enrolmentId, credentialId, signerId, challenge: enrolmentChallenge(statement), policyId, policyDigest, kinds: register };
  }

  private async openDraft(enrolmentId: string): Promise<EnrolmentDraft> {
    const { draft, state } = await this.find(enrolmentId);
    if (state !== 'open') throw new ServiceError('enrolment.state', `the enrolment is ${state}`);
    if (this.clock.now() >= new Date(draft.expiresAt)) throw new ServiceError('enrolment.expired', 'the enrolment was not completed in time');
    return draft;
  }

  private stateMac(enrolmentId: string, state: EnrolmentState): Promise<Uint8Array> {
    return this.token.mac('enrolment', stateBytes(enrolmentId, state));
  }

  private async genuine({ enrolmentId, credentialId, draft: text, mac, state, stateMac, isRenewal = false }: EnrolmentRow): Promise<Enrolment> {
    const verified = await Promise.all([
      this.token.verifyMac('enrolment', bytesOf(enrolmentId, text), mac),
      this.token.verifyMac('enrolment', stateBytes(enrolmentId, state), stateMac),
    ]);
    if (verified.includes(false)) throw await tampered(this.transactions, 'enrolment', enrolmentId);
    // The MAC proves that this very code wrote the text from a value of this type.
    const draft = JSON.parse(text) as EnrolmentDraft;
    if (draft.credentialId !== credentialId || certifiesAgain(draft) !== isRenewal) throw await tampered(this.transactions, 'enrolment', enrolmentId);
    return { draft, state };
  }
}

/** What evidence for this enrolment must prove. With means offered, the challenge commits to them as well. */
export function evidenceSubject({ draft, offer }: OpenEnrolmentDraft): EvidenceSubject {
  const { enrolmentId, provider, statement, openedAt, scopes } = draft;
  const challenge = offer ? fromBase64Url(offer.challenge) : enrolmentChallenge(statement);
  if (!challenge) throw new Error('an offer without its challenge');
  return { reference: enrolmentId, issuer: provider, challenge, openedAt: new Date(openedAt), scopes };
}

function bytesOf(enrolmentId: string, draft: string): Uint8Array {
  return macInput('enrolment', enrolmentId, draft);
}

function stateBytes(enrolmentId: string, state: EnrolmentState): Uint8Array {
  return macInput('enrolment-state', enrolmentId, state);
}
