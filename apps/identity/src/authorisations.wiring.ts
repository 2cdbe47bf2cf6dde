import type { Provider } from '@nestjs/common';
import { build } from '@paraph/platform';
import { AskToSignIn } from './domain/authorisations/ask-to-sign-in.js';
import { BeginSignIn } from './domain/authorisations/begin-sign-in.js';
import { CarryOut } from './domain/authorisations/carry-out.js';
import { ChooseCredential } from './domain/authorisations/choose-credential.js';
import { CompleteActivation, ProviderEvidence } from './domain/authorisations/complete-activation.js';
import { CompleteSignIn } from './domain/authorisations/complete-sign-in.js';
import { EndAuthorisation } from './domain/authorisations/end-authorisation.js';
import { FinishAuthorisation } from './domain/authorisations/finish-authorisation.js';
import { IssueSad } from './domain/authorisations/issue-sad.js';
import { LeadSignedIn } from './domain/authorisations/lead-signed-in.js';
import { LeadUnnamed } from './domain/authorisations/lead-unnamed.js';
import { LeadToApproval } from './domain/authorisations/lead-to-approval.js';
import { OpenAuthorisation } from './domain/authorisations/open-authorisation.js';
import { OpenDraft } from './domain/authorisations/open-draft.js';
import { RefuseRequest } from './domain/authorisations/refuse-request.js';
import { TakeAct } from './domain/authorisations/take-act.js';
import { CollectEvidence } from './domain/carried/collect-evidence.js';
import { RedeemEvidence } from './domain/carried/redeem-evidence.js';
import { BeginCreation } from './domain/creations/begin-creation.js';
import { CompleteCreation } from './domain/creations/complete-creation.js';
import { CarryEnrolment } from './domain/enrolments/carry-enrolment.js';
import { TakeEnrolmentAct } from './domain/enrolments/take-enrolment-act.js';
import { TakeLinkAct } from './domain/links/take-link-act.js';
import { AuthorisationStore } from './domain/ports/authorisation-store.js';
import { ClientStore } from './domain/ports/client-store.js';
import { Events } from './domain/ports/events.js';
import { EvidenceExchange } from './domain/ports/evidence-exchange.js';
import { KeyLifecycle } from './domain/ports/key-lifecycle.js';
import { LoginProvider } from './domain/ports/login-provider.js';
import { PendingAuthorisations } from './domain/ports/pending-authorisations.js';
import { Sam } from './domain/ports/sam.js';
import { SignerStore } from './domain/ports/signer-store.js';
import { BeginSession } from './domain/sessions/begin-session.js';
import { CompleteSession } from './domain/sessions/complete-session.js';
import { CreateSigner } from './domain/signers/create-signer.js';
import { FindSignedIn } from './domain/signers/find-signed-in.js';
import { FindSigner } from './domain/signers/find-signer.js';

/** The course of authorisation requests, from their first page to their grant. `identity.module.ts` adds them to its own. */
export const authorisationProviders: readonly Provider[] = [
  build(RedeemEvidence, Sam, EvidenceExchange, SignerStore),
  build(CollectEvidence, Sam, RedeemEvidence),
  build(CarryEnrolment, RedeemEvidence, KeyLifecycle, Events),
  build(CarryOut, CollectEvidence, TakeEnrolmentAct),

  build(OpenDraft, Sam, KeyLifecycle, ClientStore),
  build(LeadToApproval, AuthorisationStore, OpenDraft),
  build(RefuseRequest, PendingAuthorisations, AuthorisationStore, OpenDraft, Events),
  build(FinishAuthorisation, PendingAuthorisations, AuthorisationStore),
  build(BeginCreation, AuthorisationStore, ClientStore, KeyLifecycle, Sam),
  build(CompleteCreation, RedeemEvidence, KeyLifecycle, ClientStore, SignerStore, Events),
  build(AskToSignIn, ClientStore, LeadToApproval, BeginCreation),
  build(BeginSession, AuthorisationStore, CreateSigner, KeyLifecycle, Sam),
  build(CompleteSession, CarryEnrolment, FindSigner, Sam),
  build(LeadUnnamed, ClientStore, BeginSession, AskToSignIn),
  build(OpenAuthorisation, PendingAuthorisations, AuthorisationStore, LeadToApproval, LeadUnnamed, RefuseRequest),
  build(TakeAct, PendingAuthorisations, AuthorisationStore, CarryOut, FinishAuthorisation, RefuseRequest),
  build(ProviderEvidence, CollectEvidence, CompleteCreation, CompleteSession),
  build(CompleteActivation, PendingAuthorisations, AuthorisationStore, ProviderEvidence, FinishAuthorisation, RefuseRequest),

  build(BeginSignIn, PendingAuthorisations, LoginProvider),
  build(FindSignedIn, LoginProvider, FindSigner),
  build(ChooseCredential, KeyLifecycle, Sam),
  build(LeadSignedIn, FinishAuthorisation, BeginCreation, ChooseCredential, LeadToApproval),
  build(CompleteSignIn, PendingAuthorisations, AuthorisationStore, FindSignedIn, LeadSignedIn, RefuseRequest),

  build(TakeLinkAct, Sam, CollectEvidence, AuthorisationStore),
  build(IssueSad, AuthorisationStore, Sam),
  build(EndAuthorisation, AuthorisationStore, Sam),
];
