import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, type ConfigOf } from '@paraph/platform';
import { JoseClientSignatures } from './adapters/jose-client-signatures.js';
import { JosePossessionProofs } from './adapters/jose-possession-proofs.js';
import { JoseSecretSealer } from './adapters/jose-secret-sealer.js';
import { Activations } from './domain/activation/activations.js';
import { AbandonActivation } from './domain/activation/abandon-activation.js';
import { ActivationDrafts } from './domain/activation/activation-drafts.js';
import { AuthoriseByLink } from './domain/activation/authorise-by-link.js';
import { AuthoriseExplicitly } from './domain/activation/authorise-explicitly.js';
import { DescribeAuthorisation } from './domain/activation/describe-authorisation.js';
import { ExtendActivation } from './domain/activation/extend-activation.js';
import { OpenActivation } from './domain/activation/open-activation.js';
import { RedeemActivation } from './domain/activation/redeem-activation.js';
import { UsableContainers } from './domain/containers/usable-containers.js';
import { TrustedClock } from './domain/clock/trusted-clock.js';
import { LinkOrigin } from './domain/evidence/link/link-text.js';
import { SendLink } from './domain/evidence/link/send-link.js';
import { Messages } from './domain/evidence/one-time-code/messages.js';
import { OrderEvidence } from './domain/evidence/order/order-evidence.js';
import { Orders } from './domain/evidence/order/orders.js';
import { RequestAudience, RequestObjects } from './domain/evidence/order/request-objects.js';
import { PresentEvidence } from './domain/evidence/present-evidence.js';
import { AuthorityKeys } from './domain/keys/authority-keys.js';
import { ClientSignatures } from './domain/ports/client-signatures.js';
import { EvidenceLedger } from './domain/ports/evidence-ledger.js';
import { MeansCounters } from './domain/ports/means-counters.js';
import { SecretSealer } from './domain/ports/secret-sealer.js';
import { Policies } from './domain/ports/policies.js';
import { PossessionProofs } from './domain/ports/possession-proofs.js';
import { Transactions } from './domain/ports/transactions.js';
import { TrustRecords } from './domain/records/trust-records.js';
import { UsableCredentials } from './domain/records/usable-credential.js';
import { Refusals } from './domain/refusals.js';
import { IssueSad } from './domain/signing/issue-sad.js';
import { VerifyProof } from './domain/signing/verify-proof.js';
import { VerifySad } from './domain/signing/verify-sad.js';
import type { samConfig } from './sam.config.js';
import { ApplicationSteps, ExplicitController } from './transport/explicit.controller.js';

type ExtensionParts = [VerifySad, Orders, Activations, UsableCredentials, Policies, EvidenceLedger, AuthorityKeys, Clock, Refusals];
type StepParts = [AuthoriseExplicitly, AuthoriseByLink, RedeemActivation, ExtendActivation, DescribeAuthorisation];
type LinkParts = [TrustRecords, Policies, LinkOrigin, MeansCounters, Messages, Transactions, Clock];
type ExplicitParts = [OpenActivation, PresentEvidence, IssueSad, AbandonActivation, SecretSealer, AuthorityKeys];

/** Controllers of what clients sign. */
export const ordersControllers: readonly Type[] = [ExplicitController];

/** What clients sign: orders, request objects, proofs of possession; and what rests on orders. */
export function ordersProviders({ origins }: ConfigOf<typeof samConfig.shape>): Provider[] {
  return [...signed, ...authorisation, { provide: LinkOrigin, useValue: new LinkOrigin(origins.identity) }];
}

const signed: readonly Provider[] = [
  adapt(ClientSignatures, JoseClientSignatures),
  adapt(PossessionProofs, JosePossessionProofs),
  adapt(SecretSealer, JoseSecretSealer),
  build(RequestObjects, ClientSignatures, RequestAudience, Clock),
  build(Orders, ClientSignatures, TrustRecords, Clock),
  build(OrderEvidence, Orders, UsableContainers),
  build(VerifyProof, PossessionProofs, TrustedClock),
  {
    provide: ExtendActivation,
    useFactory: (...[verifySad, orders, activations, credentials, policies, used, keys, clock, refusals]: ExtensionParts) =>
      new ExtendActivation(verifySad, orders, { activations, credentials, policies, used, keys }, clock, refusals),
    inject: [VerifySad, Orders, Activations, UsableCredentials, Policies, EvidenceLedger, AuthorityKeys, TrustedClock, Refusals],
  },
];

const authorisation: readonly Provider[] = [
  {
    provide: AuthoriseExplicitly,
    useFactory: (...[open, present, issueSad, abandon, sealer, keys]: ExplicitParts) =>
      new AuthoriseExplicitly({ open, present, issueSad, abandon }, sealer, keys),
    inject: [OpenActivation, PresentEvidence, IssueSad, AbandonActivation, SecretSealer, AuthorityKeys],
  },
  {
    provide: SendLink,
    useFactory: (...[records, policies, origin, counters, messages, transactions, clock]: LinkParts) =>
      new SendLink({ records, policies, origin }, counters, messages, transactions, clock),
    inject: [TrustRecords, Policies, LinkOrigin, MeansCounters, Messages, Transactions, Clock],
  },
  build(AuthoriseByLink, OpenActivation, ActivationDrafts, SendLink, AbandonActivation),
  build(RedeemActivation, Activations, IssueSad, TrustedClock),
  build(DescribeAuthorisation, TrustRecords, Policies, Clock),
  {
    provide: ApplicationSteps,
    useFactory: (...[explicitly, byLink, redemption, extension, description]: StepParts): ApplicationSteps => ({
      explicitly,
      byLink,
      redemption,
      extension,
      description,
    }),
    inject: [AuthoriseExplicitly, AuthoriseByLink, RedeemActivation, ExtendActivation, DescribeAuthorisation],
  },
];
