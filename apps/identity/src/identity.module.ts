import { Module, type DynamicModule, type Provider as NestProvider } from '@nestjs/common';
import { Clock, RequestRate } from '@paraph/kernel';
import { adapt, build, Bus, Log, Metrics, Outbox, resolveLocalhost, type ConfigOf, type Service } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { BusKeyLifecycle } from './adapters/bus-key-lifecycle.js';
import { BusSam } from './adapters/bus-sam.js';
import { DiskAssets } from './adapters/disk-assets.js';
import { HttpEvidenceExchange } from './adapters/http-evidence-exchange.js';
import { AuthorisationServers } from './adapters/oidc/authorisation-servers.js';
import { refusalCounter } from './adapters/oidc/csc-answers.js';
import { mount } from './adapters/oidc/mount.js';
import { buildServer } from './adapters/oidc/server.js';
import { WaitingInteractions } from './adapters/oidc/waiting-interactions.js';
import { OpenidLoginProvider } from './adapters/openid-login-provider.js';
import { OutboxEvents } from './adapters/outbox-events.js';
import { PostgresAuthorisationStore } from './adapters/postgres-authorisation-store.js';
import { PostgresClientStore } from './adapters/postgres-client-store.js';
import { PostgresProtocolObjects } from './adapters/postgres-protocol-objects.js';
import { PostgresSignerStore } from './adapters/postgres-signer-store.js';
import { PostgresSubscriberStore } from './adapters/postgres-subscriber-store.js';
import { authorisationProviders } from './authorisations.wiring.js';
import { CompleteActivation } from './domain/authorisations/complete-activation.js';
import { AccountSessions } from './domain/account/account-sessions.js';
import { ChangeOwnCredential } from './domain/account/change-own-credential.js';
import { OpenAccount } from './domain/account/open-account.js';
import { OwnCredentials } from './domain/account/own-credentials.js';
import { EndAuthorisation } from './domain/authorisations/end-authorisation.js';
import { IssueSad } from './domain/authorisations/issue-sad.js';
import { CreateClient } from './domain/clients/create-client.js';
import { CookieSignature } from './domain/cookie-signature.js';
import { TakeEnrolmentAct } from './domain/enrolments/take-enrolment-act.js';
import { DescribeProposal } from './domain/proposals/describe-proposal.js';
import { TakeProposalAct } from './domain/proposals/take-proposal-act.js';
import { CollectEvidence } from './domain/carried/collect-evidence.js';
import { TakeLinkAct } from './domain/links/take-link-act.js';
import { TakeChangeAct } from './domain/changes/take-change-act.js';
import { CarryEnrolment } from './domain/enrolments/carry-enrolment.js';
import { CompleteEnrolment } from './domain/enrolments/complete-enrolment.js';
import { DescribeEnrolment } from './domain/enrolments/describe-enrolment.js';
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
import { ChangeContact } from './domain/signers/change-contact.js';
import { CreateSubscriber } from './domain/signers/create-subscriber.js';
import { DescribeSubscriber } from './domain/signers/describe-subscriber.js';
import { DescribeSigner } from './domain/signers/describe-signer.js';
import { FindSigner } from './domain/signers/find-signer.js';
import { CheckRequest } from './domain/request/check-request.js';
import type { ServerBase } from './domain/request/request-rules.js';
import { VerifyAccountToken } from './domain/request/verify-account-token.js';
import { identityConfig } from './identity.config.js';
import { loginProviders } from './logins.wiring.js';
import { listingControllers, listingProviders } from './listing.wiring.js';
import { operatorControllers, operatorProviders } from './operators.wiring.js';
import { AccountActsController } from './transport/account/account-acts.controller.js';
import { AccountBrowser } from './transport/account/account-browser.js';
import { AccountController } from './transport/account/account.controller.js';
import { AccountLogin } from './transport/account/account-login.js';
import { CredentialPages } from './transport/account/credential-pages.js';
import { ActivationController } from './transport/activation.controller.js';
import { ApprovalPage } from './transport/approval-page.js';
import { AssetsController } from './transport/assets.controller.js';
import { BrowserCookies } from './transport/browser-cookies.js';
import { ChangeController } from './transport/change.controller.js';
import { ContactController } from './transport/contact.controller.js';
import { DirectoryController } from './transport/directory.controller.js';
import { EnrolmentController } from './transport/enrolment.controller.js';
import { EvidenceController } from './transport/evidence.controller.js';
import { ExpiryTimer } from './transport/expiry.timer.js';
import { InteractionController } from './transport/interaction.controller.js';
import { LoginController } from './transport/login.controller.js';
import { NextStepSender } from './transport/next-step.js';
import { ClientErrorPage } from './transport/pages/client-error-page.js';
import { ProposalController } from './transport/proposal.controller.js';
import { SignInController } from './transport/sign-in.controller.js';
import { TokenController } from './transport/token.controller.js';
import { WaysBack } from './transport/ways-back.js';

type Shape = typeof identityConfig.shape;
type Config = ConfigOf<Shape>;

const stores = [
  adapt(SubscriberStore, PostgresSubscriberStore, DataSource, Outbox),
  adapt(ClientStore, PostgresClientStore, DataSource, Outbox),
  adapt(SignerStore, PostgresSignerStore, DataSource, Outbox),
  adapt(AuthorisationStore, PostgresAuthorisationStore, DataSource, Outbox),
  adapt(ProtocolObjects, PostgresProtocolObjects, DataSource, Outbox, Bus),
  adapt(Events, OutboxEvents, Outbox),
];

const neighbours = [adapt(Sam, BusSam, Bus), adapt(KeyLifecycle, BusKeyLifecycle, Bus), adapt(EvidenceExchange, HttpEvidenceExchange)];

const useCases = [
  build(CreateSubscriber, SubscriberStore),
  build(CreateClient, SubscriberStore, ClientStore),
  build(CreateSigner, SubscriberStore, SignerStore),
  build(DescribeSigner, SignerStore),
  build(DescribeSubscriber, SubscriberStore),
  build(ChangeContact, SubscriberStore),
  build(FindSigner, ClientStore, SignerStore),
  build(VerifyAccountToken, SignerStore, ProtocolObjects, Clock),
  build(CheckRequest, ClientStore, Sam, VerifyAccountToken),
  build(DescribeEnrolment, Sam, AuthorisationStore),
  build(TakeEnrolmentAct, Sam),
  build(CompleteEnrolment, CarryEnrolment, SignerStore, Events),
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
    build(AccountLogin, OpenAccount, AccountBrowser),
    build(WaysBack, CompleteActivation, CompleteEnrolment, TakeChangeAct, TakeLinkAct),
    build(CredentialPages, OwnCredentials, AccountBrowser, ApprovalPage),
    { provide: Assets, useValue: new DiskAssets() },
    { provide: LoginProvider, useValue: new OpenidLoginProvider({ ...login.provider, redirectUri: `${origins.own}/login/oidc/callback` }) },
    {
      provide: AuthorisationServers,
      useFactory: (...parts: ServerTokens) => authorisationServers({ origins, keys, limits }, signature, parts),
      inject: [ClientStore, ProtocolObjects, EndAuthorisation, IssueSad, CheckRequest, Seal, Clock, Events, Metrics, Log],
    },
    {
      provide: PendingAuthorisations,
      useFactory: (servers: AuthorisationServers, clients: ClientStore) => new WaitingInteractions(servers, clients, origins.gateway),
      inject: [AuthorisationServers, ClientStore],
    },
  ];
}

type ServerTokens = [ClientStore, ProtocolObjects, EndAuthorisation, IssueSad, CheckRequest, Seal, Clock, Events, Metrics, Log];

/** Both authorisation servers, over the same storage and within the same limits. */
function authorisationServers(
  { origins, keys, limits: most }: Pick<Config, 'origins' | 'keys' | 'limits'>,
  cookieSignature: CookieSignature,
  parts: ServerTokens,
): AuthorisationServers {
  const [clients, objects, endAuthorisation, issueSad, checkRequest, seal, clock, events, metrics, log] = parts;
  const storage = { objects, endAuthorisation, seal };
  const failurePage = new ClientErrorPage();
  const limits = {
    perClient: new RequestRate(most.perClient, clock),
    perAddress: new RequestRate(most.perAddress, clock),
    tokensPerAddress: new RequestRate(most.tokensPerAddress, clock),
  };
  const common = {
    origin: origins.own,
    api: origins.gateway,
    signingKeys: keys.signing,
    cookieSignature,
    storage,
    clients,
    issueSad,
    failurePage,
    limits,
    clock,
  };
  const refused = refusalCounter(metrics);
  const server = (base: ServerBase) => buildServer({ ...common, base, checkRequest }, { events, refused, log });
  return new AuthorisationServers(server('v1'), server('v2'));
}

@Module({})
class IdentityModule {
  static with(config: Config): DynamicModule {
    return {
      module: IdentityModule,
      controllers: [
        DirectoryController,
        ContactController,
        TokenController,
        LoginController,
        InteractionController,
        SignInController,
        EvidenceController,
        ActivationController,
        EnrolmentController,
        ChangeController,
        ProposalController,
        AccountController,
        AccountActsController,
        AssetsController,
        ...operatorControllers,
        ...listingControllers,
      ],
      providers: [
        ...stores,
        ...neighbours,
        ...useCases,
        ...authorisationProviders,
        ...loginProviders,
        ...listingProviders,
        ...operatorProviders(config.operators),
        ...configured(config),
        ExpiryTimer,
      ],
    };
  }
}

/** The identity service as a process. */
export const identity: Service<Shape> = {
  config: identityConfig,
  module: (config) => IdentityModule.with(config),
  asksForCertificates: ({ mutualTls }) => mutualTls.certificates === 'ask',
  prepare: async (app, { limits }) => {
    await resolveLocalhost();
    mount(app.getHttpAdapter().getInstance(), app.get(AuthorisationServers), limits);
  },
};
