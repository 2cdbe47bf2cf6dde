import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build } from '@paraph/platform';
import { JoseClientSignatures } from './adapters/jose-client-signatures.js';
import { JosePossessionProofs } from './adapters/jose-possession-proofs.js';
import { JoseSecretSealer } from './adapters/jose-secret-sealer.js';
import { Activations } from './domain/activation/activations.js';
import { AbandonActivation } from './domain/activation/abandon-activation.js';
import { AuthoriseExplicitly } from './domain/activation/authorise-explicitly.js';
import { ExtendActivation } from './domain/activation/extend-activation.js';
import { OpenActivation } from './domain/activation/open-activation.js';
import { TrustedClock } from './domain/clock/trusted-clock.js';
import { OrderEvidence } from './domain/evidence/order/order-evidence.js';
import { Orders } from './domain/evidence/order/orders.js';
import { RequestAudience, RequestObjects } from './domain/evidence/order/request-objects.js';
import { PresentEvidence } from './domain/evidence/present-evidence.js';
import { AuthorityKeys } from './domain/keys/authority-keys.js';
import { ClientSignatures } from './domain/ports/client-signatures.js';
import { EvidenceLedger } from './domain/ports/evidence-ledger.js';
import { SecretSealer } from './domain/ports/secret-sealer.js';
import { Policies } from './domain/ports/policies.js';
import { PossessionProofs } from './domain/ports/possession-proofs.js';
import { TrustRecords } from './domain/records/trust-records.js';
import { UsableCredentials } from './domain/records/usable-credential.js';
import { Refusals } from './domain/refusals.js';
import { IssueSad } from './domain/signing/issue-sad.js';
import { VerifyProof } from './domain/signing/verify-proof.js';
import { VerifySad } from './domain/signing/verify-sad.js';
import { ExplicitController } from './transport/explicit.controller.js';

type ExtensionParts = [VerifySad, Orders, Activations, UsableCredentials, Policies, EvidenceLedger, Clock, Refusals];
type ExplicitParts = [OpenActivation, PresentEvidence, IssueSad, AbandonActivation, SecretSealer, AuthorityKeys];

/** Controllers of what clients sign. */
export const ordersControllers: readonly Type[] = [ExplicitController];

/** What clients sign: orders, request objects, proofs of possession; and what rests on orders. */
export const ordersProviders: readonly Provider[] = [
  adapt(ClientSignatures, JoseClientSignatures),
  adapt(PossessionProofs, JosePossessionProofs),
  adapt(SecretSealer, JoseSecretSealer),
  build(RequestObjects, ClientSignatures, RequestAudience, Clock),
  build(Orders, ClientSignatures, TrustRecords, Clock),
  build(OrderEvidence, Orders),
  build(VerifyProof, PossessionProofs, TrustedClock),
  {
    provide: ExtendActivation,
    useFactory: (...[verifySad, orders, activations, credentials, policies, used, clock, refusals]: ExtensionParts) =>
      new ExtendActivation(verifySad, orders, { activations, credentials, policies, used }, clock, refusals),
    inject: [VerifySad, Orders, Activations, UsableCredentials, Policies, EvidenceLedger, TrustedClock, Refusals],
  },
  {
    provide: AuthoriseExplicitly,
    useFactory: (...[open, present, issueSad, abandon, sealer, keys]: ExplicitParts) =>
      new AuthoriseExplicitly({ open, present, issueSad, abandon }, sealer, keys),
    inject: [OpenActivation, PresentEvidence, IssueSad, AbandonActivation, SecretSealer, AuthorityKeys],
  },
];
