import { Module, type DynamicModule, type Provider as NestProvider } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, Log, Metrics, Outbox, resolveLocalhost, type ConfigOf, type Service } from '@paraph/platform';
import { Provider } from 'oidc-provider';
import { DataSource } from 'typeorm';
import { BusKeyLifecycle } from './adapters/bus-key-lifecycle.js';
import { BusSam } from './adapters/bus-sam.js';
import { DiskAssets } from './adapters/disk-assets.js';
import { HttpEvidenceExchange } from './adapters/http-evidence-exchange.js';
import { mount } from './adapters/oidc/mount.js';
import { paths } from './adapters/oidc/paths.js';
import { buildServer } from './adapters/oidc/server.js';
import { WaitingInteractions } from './adapters/oidc/waiting-interactions.js';
import { OpenidLoginProvider } from './adapters/openid-login-provider.js';
import { OutboxEvents } from './adapters/outbox-events.js';
import { PostgresAuthorisationStore } from './adapters/postgres-authorisation-store.js';
import { PostgresClientStore } from './adapters/postgres-client-store.js';
import { PostgresProtocolObjects } from './adapters/postgres-protocol-objects.js';
import { PostgresSignerStore } from './adapters/postgres-signer-store.js';
import { PostgresSubscriberStore } from './adapters/postgres-subscriber-store.js';
import { AccountSessions } from './domain/account/account-sessions.js';
import { ChangeOwnCredential } from './domain/account/change-own-credential.js';
import { OpenAccount } from './domain/account/open-account.js';
import { OwnCredentials } from './domain/account/own-credentials.js';
import { BeginSignIn } from './domain/authorisations/begin-sign-in.js';
import { CompleteActivation } from './domain/authorisations/complete-activation.js';
import { CompleteSignIn } from './domain/authorisations/complete-sign-in.js';
import { FinishAuthorisation } from './domain/authorisations/finish-authorisation.js';
import { EndAuthorisation } from './domain/authorisations/end-authorisation.js';
import { IssueSad } from './domain/authorisations/issue-sad.js';
import { OpenAuthorisation } from './domain/authorisations/open-authorisation.js';
import { RefuseRequest } from './domain/authorisations/refuse-request.js';
import { TakeAct } from './domain/authorisations/take-act.js';
import { CreateClient } from './domain/clients/create-client.js';
import { CookieSignature } from './domain/cookie-signature.js';
import { TakeEnrolmentAct } from './domain/enrolments/take-enrolment-act.js';
import { DescribeProposal } from './domain/proposals/describe-proposal.js';
import { TakeProposalAct } from './domain/proposals/take-proposal-act.js';
import { CollectEvidence } from './domain/carried/collect-evidence.js';
import { RedeemEvidence } from './domain/carried/redeem-evidence.js';
import { TakeChangeAct } from './domain/changes/take-change-act.js';
import { CompleteEnrolment } from './domain/enrolments/complete-enrolment.js';
import { DescribeEnrolment } from './domain/enrolments/describe-enrolment.js';
import { RequestRate } from './domain/limits/request-rate.js';
import { Assets } from './domain/ports/assets.js';
import { AuthorisationStore } from './domain/ports/authorisation-store.js';
import { ClientStore } from './domain/ports/client-store.js';
import { Events } from './domain/ports/events.js';
import { EvidenceExchange } from './domain/ports/evidence-exchange.js';
import { KeyLifecycle } from './domain/ports/key-lifecycle.js';
import { LoginProvider } from './domain/ports/login-provider.js';
import { PendingAuthorisations } from './domain/ports/pending-authorisations.js';
import { ProtocolObjects } from './domain/ports/protocol-objects.js';
import { Sam } from './domain/ports/sam.js';
import { SignerStore } from './domain/ports/signer-store.js';
import { SubscriberStore } from './domain/ports/subscriber-store.js';
import { Seal } from './domain/seal.js';
import { CreateSigner } from './domain/signers/create-signer.js';
import { CreateSubscriber } from './domain/signers/create-subscriber.js';
import { DescribeSigner } from './domain/signers/describe-signer.js';
import { FindSigner } from './domain/signers/find-signer.js';
import { ForgetExpired } from './domain/tokens/forget-expired.js';
import { IntrospectToken } from './domain/tokens/introspect-token.js';
import { ReportRefusal } from './domain/tokens/report-refusal.js';
import { identityConfig } from './identity.config.js';
import { AccountActsController } from './transport/account/account-acts.controller.js';
import { AccountBrowser } from './transport/account/account-browser.js';
import { AccountController } from './transport/account/account.controller.js';
import { CredentialPages } from './transport/account/credential-pages.js';
import { ApprovalPage } from './transport/approval-page.js';
import { AssetsController } from './transport/assets.controller.js';
import { BrowserCookies } from './transport/browser-cookies.js';
import { ChangeController } from './transport/change.controller.js';
import { DirectoryController } from './transport/directory.controller.js';
import { EnrolmentController } from './transport/enrolment.controller.js';
import { EvidenceController } from './transport/evidence.controller.js';
import { ExpiryTimer } from './transport/expiry.timer.js';
import { InteractionController } from './transport/interaction.controller.js';
import { NextStepSender } from './transport/next-step.js';
import { ClientErrorPage } from './transport/pages/client-error-page.js';
import { ProposalController } from './transport/proposal.controller.js';
import { SignInController } from './transport/sign-in.controller.js';
import { TokenController } from './transport/token.controller.js';

type Shape = typeof identityConfig.shape;
type Config = ConfigOf<Shape>;

const stores = [
  adapt(SubscriberStore, PostgresSubscriberStore, DataSource, Outbox),
  adapt(ClientStore, PostgresClientStore, DataSource, Outbox),
  adapt(SignerStore, PostgresSignerStore, DataSource, Outbox),
  adapt(AuthorisationStore, PostgresAuthorisationStore, DataSource, Outbox),
  adapt(ProtocolObjects, PostgresProtocolObjects, DataSource, Outbox),
  adapt(Events, OutboxEvents, Outbox),
];

const neighbours = [adapt(Sam, BusSam, Bus), adapt(KeyLifecycle, BusKeyLifecycle, Bus), adapt(EvidenceExchange, HttpEvidenceExchange)];

const useCases = [
  build(CreateSubscriber, SubscriberStore),
  build(CreateClient, SubscriberStore, ClientStore),
  build(CreateSigner, SubscriberStore, SignerStore),
  build(DescribeSigner, SignerStore),
  build(FindSigner, ClientStore, SignerStore),
  build(IntrospectToken, ProtocolObjects, AuthorisationStore, ClientStore, Clock),
  build(ReportRefusal, Events),
  build(RefuseRequest, PendingAuthorisations, AuthorisationStore, Sam, Events),
  build(OpenAuthorisation, PendingAuthorisations, AuthorisationStore, ClientStore, Sam, RefuseRequest),
  build(CollectEvidence, Sam, RedeemEvidence),
  build(RedeemEvidence, Sam, EvidenceExchange),
  build(FinishAuthorisation, PendingAuthorisations, AuthorisationStore),
  build(TakeAct, PendingAuthorisations, AuthorisationStore, CollectEvidence, FinishAuthorisation, RefuseRequest),
  build(CompleteActivation, PendingAuthorisations, AuthorisationStore, CollectEvidence, FinishAuthorisation, RefuseRequest),
  build(BeginSignIn, PendingAuthorisations, LoginProvider),
  build(CompleteSignIn, PendingAuthorisations, AuthorisationStore, LoginProvider, FindSigner, RefuseRequest),
  build(IssueSad, AuthorisationStore, Sam),
  build(EndAuthorisation, AuthorisationStore, Sam),
  build(DescribeEnrolment, Sam),
  build(TakeEnrolmentAct, Sam),
  build(CompleteEnrolment, RedeemEvidence, KeyLifecycle, SignerStore, Events),
  build(TakeChangeAct, Sam, CollectEvidence, KeyLifecycle),
  build(DescribeProposal, Sam),
  build(TakeProposalAct, Sam),
  build(AccountSessions, ProtocolObjects, SignerStore, Clock),
  build(OpenAccount, LoginProvider, AccountSessions),
  build(OwnCredentials, KeyLifecycle, Sam),
  build(ChangeOwnCredential, OwnCredentials, KeyLifecycle, Sam),
];

/** What depends on the settings. */
function configured({ origins, keys, limits, login }: Config): NestProvider[] {
  const signature = new CookieSignature(keys.cookies);
  return [
    { provide: CookieSignature, useValue: signature },
    { provide: Seal, useFactory: (clock: Clock) => new Seal(keys.cookies, clock), inject: [Clock] },
    {
      provide: BrowserCookies,
      useFactory: (seal: Seal) => new BrowserCookies(seal, signature, origins.own.startsWith('https:')),
      inject: [Seal],
    },
    { provide: ApprovalPage, useValue: new ApprovalPage(origins.approval) },
    build(NextStepSender, BrowserCookies, ApprovalPage),
    build(AccountBrowser, BrowserCookies, AccountSessions, Seal),
    build(CredentialPages, OwnCredentials, AccountBrowser, ApprovalPage),
    { provide: Assets, useValue: new DiskAssets() },
    { provide: LoginProvider, useValue: new OpenidLoginProvider({ ...login.provider, redirectUri: `${origins.own}/login/oidc/callback` }) },
    {
      provide: Provider,
      useFactory: (...parts: ServerTokens) => authorisationServer({ origins, keys, limits }, signature, parts),
      inject: [ClientStore, ProtocolObjects, EndAuthorisation, IssueSad, Seal, Clock, Events, Metrics, Log],
    },
    { provide: PendingAuthorisations, useFactory: (server: Provider) => new WaitingInteractions(server, origins.gateway), inject: [Provider] },
  ];
}

type ServerTokens = [ClientStore, ProtocolObjects, EndAuthorisation, IssueSad, Seal, Clock, Events, Metrics, Log];

function authorisationServer(
  { origins, keys, limits: most }: Pick<Config, 'origins' | 'keys' | 'limits'>,
  cookieSignature: CookieSignature,
  parts: ServerTokens,
): Provider {
  const [clients, objects, endAuthorisation, issueSad, seal, clock, events, metrics, log] = parts;
  const storage = { objects, endAuthorisation, seal, resumeUrl: `${origins.own}${paths.authorization}` };
  const failurePage = new ClientErrorPage();
  const limits = { perClient: new RequestRate(most.perClient, clock), perAddress: new RequestRate(most.perAddress, clock) };
  return buildServer(
    { issuer: origins.own, api: origins.gateway, signingKeys: keys.signing, cookieSignature, storage, clients, issueSad, failurePage, limits, clock },
    { events, metrics, log },
  );
}

@Module({})
class IdentityModule {
  static with(config: Config): DynamicModule {
    return {
      module: IdentityModule,
      controllers: [
        DirectoryController,
        TokenController,
        InteractionController,
        SignInController,
        EvidenceController,
        EnrolmentController,
        ChangeController,
        ProposalController,
        AccountController,
        AccountActsController,
        AssetsController,
      ],
      providers: [...stores, ...neighbours, ...useCases, ...configured(config), build(ForgetExpired, ProtocolObjects, Clock), ExpiryTimer],
    };
  }
}

/** The identity service as a process. */
export const identity: Service<Shape> = {
  config: identityConfig,
  module: (config) => IdentityModule.with(config),
  prepare: async (app, { limits }) => {
    await resolveLocalhost();
    mount(app.getHttpAdapter().getInstance(), app.get(Provider), limits);
  },
};
