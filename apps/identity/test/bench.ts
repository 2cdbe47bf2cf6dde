import type { EvidenceKind } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import type { Bus } from '@paraph/platform';
import { BusKeyLifecycle } from '../src/adapters/bus-key-lifecycle.js';
import { BusSam } from '../src/adapters/bus-sam.js';
import { AskToSignIn } from '../src/domain/authorisations/ask-to-sign-in.js';
import { CarryOut } from '../src/domain/authorisations/carry-out.js';
import { CompleteActivation, ProviderEvidence } from '../src/domain/authorisations/complete-activation.js';
import { EndAuthorisation } from '../src/domain/authorisations/end-authorisation.js';
import { FinishAuthorisation } from '../src/domain/authorisations/finish-authorisation.js';
import { IssueSad } from '../src/domain/authorisations/issue-sad.js';
import { LeadToApproval } from '../src/domain/authorisations/lead-to-approval.js';
import { LeadUnnamed } from '../src/domain/authorisations/lead-unnamed.js';
import { OpenAuthorisation } from '../src/domain/authorisations/open-authorisation.js';
import { OpenDraft } from '../src/domain/authorisations/open-draft.js';
import { RefuseRequest } from '../src/domain/authorisations/refuse-request.js';
import { TakeAct } from '../src/domain/authorisations/take-act.js';
import type { ApprovalVisit, NextStep } from '../src/domain/carried/approval-visit.js';
import { CollectEvidence } from '../src/domain/carried/collect-evidence.js';
import type { ProviderAnswer } from '../src/domain/carried/provider-answer.js';
import { RedeemEvidence } from '../src/domain/carried/redeem-evidence.js';
import { BeginCreation } from '../src/domain/creations/begin-creation.js';
import { CompleteCreation } from '../src/domain/creations/complete-creation.js';
import { digestOf } from '../src/domain/digest-of.js';
import { CarryEnrolment } from '../src/domain/enrolments/carry-enrolment.js';
import { TakeEnrolmentAct } from '../src/domain/enrolments/take-enrolment-act.js';
import { BeginSession } from '../src/domain/sessions/begin-session.js';
import { CompleteSession } from '../src/domain/sessions/complete-session.js';
import { FindSigner } from '../src/domain/signers/find-signer.js';
import { CreateSigner } from '../src/domain/signers/create-signer.js';
import { challengeOf, statementOf, type Draft } from './fake-drafts.js';
import { FakeNeighbours } from './fake-neighbours.js';
import { aClient, aPending, FakeEvidenceExchange, FakePendingAuthorisations, MemoryEvents } from './fake-surroundings.js';
import { MemoryAuthorisationStore } from './memory-authorisation-store.js';
import { MemoryClientStore, MemorySignerStore, MemorySubscriberStore } from './memory-stores.js';

export const UID = 'uid-1';
export const CLIENT = newId('cli');

/** An ID token over this nonce, as far as anybody here reads it. */
export function idTokenOver(nonce: string): string {
  return statementOf({ nonce, iss: 'https://idp.example', sub: 'alice' });
}

/** The use cases around one credential, with fakes of all that is not theirs. */
export class Bench {
  readonly neighbours = new FakeNeighbours();
  readonly bus = this.neighbours as unknown as Bus;
  readonly sam = new BusSam(this.bus);
  readonly keyLifecycle = new BusKeyLifecycle(this.bus);
  readonly pending = new FakePendingAuthorisations();
  readonly store = new MemoryAuthorisationStore();
  readonly events = new MemoryEvents();
  readonly credentialId = newId('cred');
  readonly signerId = newId('sgn');
  readonly signers = new MemorySignerStore();
  readonly clients = new MemoryClientStore();
  readonly drafting = new OpenDraft(this.sam, this.keyLifecycle, this.clients);
  readonly refuse = new RefuseRequest(this.pending, this.store, this.drafting, this.events);
  readonly lead = new LeadToApproval(this.store, this.drafting);
  readonly creation = new BeginCreation(this.store, this.clients, this.keyLifecycle, this.sam);
  readonly ask = new AskToSignIn(this.clients, this.lead, this.creation);
  readonly sessions = new BeginSession(this.store, new CreateSigner(new MemorySubscriberStore(), this.signers), this.keyLifecycle, this.sam);
  readonly unnamed = new LeadUnnamed(this.clients, this.sessions, this.ask);
  readonly open = new OpenAuthorisation(this.pending, this.store, this.lead, this.unnamed, this.refuse);
  readonly collect = this.collecting('');
  readonly finish = new FinishAuthorisation(this.pending, this.store);
  readonly act = new TakeAct(this.pending, this.store, new CarryOut(this.collect, new TakeEnrolmentAct(this.sam)), this.finish, this.refuse);
  readonly issue = new IssueSad(this.store, this.sam);
  readonly end = new EndAuthorisation(this.store, this.sam);

  constructor(policy?: readonly (readonly EvidenceKind[])[]) {
    void this.clients.add(aClient(CLIENT));
    this.neighbours.credentials.set(this.credentialId, this.signerId);
    if (policy) this.neighbours.policies.set(this.credentialId, policy);
    this.neighbours.provider = { issuer: 'https://idp.example', redirectUri: 'https://identity.example/evidence/oidc/callback' };
    const hashes = Buffer.alloc(32, 1).toString('base64url');
    const parameters = { scope: 'credential', credentialID: this.credentialId, numSignatures: '1', hashes, hashAlgorithmOID: '2.16.840.1.101.3.4.2.1' };
    this.pending.waiting.set(UID, aPending(UID, CLIENT, { ...parameters, lang: 'fr-CA' }));
  }

  async draft(): Promise<{ activationId: string; challenge: string }> {
    const step = await this.open.run(UID);
    if (step.kind !== 'approval') throw new Error(step.kind);
    const authorisation = await this.store.ofInteraction(digestOf(UID));
    return { activationId: authorisation?.activationId ?? '', challenge: authorisation?.challenge ?? '' };
  }

  /** Completes with an ID token over this nonce. */
  complete(activationId: string, nonce: string, answer: ProviderAnswer = { code: 'code' }, uid = UID): Promise<NextStep> {
    const redeem = this.redeem(idTokenOver(nonce));
    const evidence = new ProviderEvidence(
      new CollectEvidence(this.sam, redeem),
      new CompleteCreation(redeem, this.keyLifecycle, this.clients, this.signers, this.events),
      this.completingSession(redeem),
    );
    return new CompleteActivation(this.pending, this.store, evidence, this.finish, this.refuse).run(uid, activationId, answer);
  }

  private completingSession(redeem: RedeemEvidence): CompleteSession {
    const carry = new CarryEnrolment(redeem, this.keyLifecycle, this.events);
    return new CompleteSession(carry, new FindSigner(this.clients, this.signers), this.sam);
  }

  collecting(idToken: string): CollectEvidence {
    return new CollectEvidence(this.sam, this.redeem(idToken));
  }

  redeem(idToken: string, exchange = new FakeEvidenceExchange(idToken)): RedeemEvidence {
    return new RedeemEvidence(this.sam, exchange, this.signers);
  }

  get lastDraft(): Draft {
    const draft = [...this.neighbours.drafts.values()].at(-1);
    if (draft === undefined) throw new Error('no draft');
    return draft;
  }

  get lastChallenge(): string {
    return challengeOf(this.lastDraft);
  }

  get drafts(): string[] {
    return [...this.neighbours.drafts.values()].map((draft) => `${draft.state} ${draft.reason ?? ''}`.trim());
  }

  /** State of the request in identity's own store. */
  async state(): Promise<string | undefined> {
    return (await this.store.ofInteraction(digestOf(UID)))?.state;
  }
}

export const home: NextStep = { kind: 'leave', location: `/resume/${UID}` };

/** What the approval page is told; fails for any other step. */
export function visitOf(step: NextStep | undefined): ApprovalVisit {
  if (step?.kind !== 'approval') throw new Error(`not at the approval page but ${JSON.stringify(step)}`);
  return step.visit;
}
