import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, type ConfigOf } from '@paraph/platform';
import { JoseIdTokenVerifier } from './adapters/oidc-evidence/jose-id-token-verifier.js';
import { ActivationDrafts } from './domain/activation/activation-drafts.js';
import { Activations } from './domain/activation/activations.js';
import { ChangeDrafts } from './domain/changes/change-drafts.js';
import { TrustedClock } from './domain/clock/trusted-clock.js';
import { Enrolments } from './domain/enrolment/enrolments.js';
import { BeginEvidence } from './domain/evidence/oidc/begin-evidence.js';
import { EvidenceRequests, RelyingParty } from './domain/evidence/oidc/evidence-requests.js';
import { IdentityProviders } from './domain/evidence/oidc/identity-provider.js';
import { OidcEvidence } from './domain/evidence/oidc/oidc-evidence.js';
import { OidcSubjects } from './domain/evidence/oidc/oidc-subjects.js';
import { ReleaseExchange } from './domain/evidence/oidc/release-exchange.js';
import { OneTimeCodeEvidence } from './domain/evidence/one-time-code/one-time-code-evidence.js';
import { OrderEvidence } from './domain/evidence/order/order-evidence.js';
import { PasskeyEvidence } from './domain/evidence/passkey/passkey-evidence.js';
import { PinEvidence } from './domain/evidence/pin/pin-evidence.js';
import { PresentEvidence } from './domain/evidence/present-evidence.js';
import { SupervisedCodeEvidence } from './domain/evidence/supervised-code/supervised-code-evidence.js';
import { TotpEvidence } from './domain/evidence/totp/totp-evidence.js';
import { AuthorityKeys } from './domain/keys/authority-keys.js';
import { EvidenceLedger } from './domain/ports/evidence-ledger.js';
import type { EvidenceVerifiers } from './domain/ports/evidence-verifier.js';
import { IdTokenVerifier } from './domain/ports/id-token-verifier.js';
import { Policies } from './domain/ports/policies.js';
import { Token } from './domain/ports/token.js';
import { Transactions } from './domain/ports/transactions.js';
import { TrustRecords } from './domain/records/trust-records.js';
import { Refusals } from './domain/refusals.js';
import type { samConfig } from './sam.config.js';
import { EvidenceController } from './transport/evidence.controller.js';

type VerifierParts = [PasskeyEvidence, OidcEvidence, OneTimeCodeEvidence, SupervisedCodeEvidence, PinEvidence, TotpEvidence, OrderEvidence];
type PresentParts = [ActivationDrafts, ChangeDrafts, EvidenceVerifiers, TrustRecords, Policies, Clock, Refusals];
type RequestParts = [ActivationDrafts, ChangeDrafts, Enrolments, TrustRecords, Clock, IdentityProviders];

/** One verifier for each kind of evidence there is: a kind without one does not compile. */
abstract class Verifiers {}

const verifiers: Provider = {
  provide: Verifiers,
  useFactory: (...[passkey, oidc, code, supervised, pin, totp, order]: VerifierParts): EvidenceVerifiers => ({
    passkey,
    oidc,
    'one-time-code': code,
    'supervised-code': supervised,
    pin,
    totp,
    order,
  }),
  inject: [PasskeyEvidence, OidcEvidence, OneTimeCodeEvidence, SupervisedCodeEvidence, PinEvidence, TotpEvidence, OrderEvidence],
};

/** Controllers of evidence. */
export const evidenceControllers: readonly Type[] = [EvidenceController];

/** What collects evidence for activations and changes, and the way through the identity provider. */
export function evidenceProviders({ origins }: ConfigOf<typeof samConfig.shape>): Provider[] {
  return [
    adapt(IdTokenVerifier, JoseIdTokenVerifier, Clock),
    build(OidcEvidence, IdentityProviders, IdTokenVerifier),
    build(ActivationDrafts, Activations, EvidenceLedger, Clock),
    verifiers,
    {
      provide: PresentEvidence,
      useFactory: (...[act, chg, all, records, policies, clock, refusals]: PresentParts) =>
        new PresentEvidence({ act, chg }, all, { records, policies }, clock, refusals),
      inject: [ActivationDrafts, ChangeDrafts, Verifiers, TrustRecords, Policies, TrustedClock, Refusals],
    },
    {
      provide: EvidenceRequests,
      useFactory: (...[act, chg, enr, records, clock, providers]: RequestParts) =>
        new EvidenceRequests(
          { act: new OidcSubjects(act, records, clock), chg: new OidcSubjects(chg, records, clock), enr },
          providers,
          new RelyingParty(origins.identity),
        ),
      inject: [ActivationDrafts, ChangeDrafts, Enrolments, TrustRecords, Clock, IdentityProviders],
    },
    build(BeginEvidence, EvidenceRequests, EvidenceLedger, Token),
    build(ReleaseExchange, EvidenceRequests, EvidenceLedger, AuthorityKeys, Transactions, Clock),
  ];
}
