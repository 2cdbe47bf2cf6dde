import { Module, type DynamicModule } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, Outbox, type ConfigOf, type Service } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { BusCertificateAuthority } from './adapters/bus-certificate-authority.js';
import { BusSignatureModule } from './adapters/bus-signature-module.js';
import { BusSigners } from './adapters/bus-signers.js';
import { PostgresCredentialStore } from './adapters/postgres-credential-store.js';
import { CertificateAuthority } from './domain/certificate-authority.js';
import { AskRevocation } from './domain/ask-revocation.js';
import { ClaimCredential } from './domain/claim-credential.js';
import { CompleteEnrolment } from './domain/complete-enrolment.js';
import { CreateCredential } from './domain/create-credential.js';
import { CredentialStore } from './domain/credential-store.js';
import { DeleteCredential } from './domain/delete-credential.js';
import { DescribeCredential } from './domain/describe-credential.js';
import { EndCredential } from './domain/end-credential.js';
import { EndSession } from './domain/end-session.js';
import { FinishCredential } from './domain/finish-credential.js';
import { CredentialRegister } from './domain/endings/credential-register.js';
import { FollowSessions } from './domain/follow-sessions.js';
import { ListCredentials } from './domain/list-credentials.js';
import { RefreshCredential } from './domain/refresh-credential.js';
import { ReportRevocation } from './domain/report-revocation.js';
import { SignatureModule } from './domain/signature-module.js';
import { Signers } from './domain/signers.js';
import { SuspendCredential } from './domain/suspend-credential.js';
import { Sweep } from './domain/sweep.js';
import { endingsControllers, endingsProviders } from './endings.wiring.js';
import { containersControllers, containersProviders } from './containers.wiring.js';
import { keyLifecycleConfig } from './key-lifecycle.config.js';
import { noticesProviders } from './notices.wiring.js';
import { renewalControllers, renewalProviders } from './renewals.wiring.js';
import { searchControllers, searchProviders } from './search.wiring.js';
import { CredentialController } from './transport/credential.controller.js';
import { HoldingController } from './transport/holding.controller.js';
import { SuspensionController } from './transport/suspension.controller.js';
import { SweepTimer } from './transport/sweep.timer.js';

type Shape = typeof keyLifecycleConfig.shape;

@Module({})
class KeyLifecycleModule {
  static with({ notices }: ConfigOf<Shape>): DynamicModule {
    return {
      module: KeyLifecycleModule,
      controllers: [
        CredentialController,
        SuspensionController,
        HoldingController,
        ...containersControllers,
        ...renewalControllers,
        ...endingsControllers,
        ...searchControllers,
      ],
      providers: [
        adapt(CredentialStore, PostgresCredentialStore, DataSource, Outbox, Clock),
        adapt(SignatureModule, BusSignatureModule, Bus),
        adapt(CertificateAuthority, BusCertificateAuthority, Bus),
        adapt(Signers, BusSigners, Bus),
        build(AskRevocation, CredentialStore, CertificateAuthority, Clock),
        build(EndCredential, CredentialStore, SignatureModule, AskRevocation),
        build(FinishCredential, CredentialStore, CertificateAuthority, SignatureModule, RefreshCredential, Clock),
        build(CreateCredential, CredentialStore, Signers, SignatureModule, EndCredential, Clock),
        build(CompleteEnrolment, CredentialStore, SignatureModule, FinishCredential, EndCredential),
        build(EndSession, CredentialStore, EndCredential, SignatureModule, RefreshCredential),
        build(FollowSessions, CredentialStore, CredentialRegister, SignatureModule, RefreshCredential, Clock),
        build(ListCredentials, CredentialStore, Clock),
        build(DescribeCredential, CredentialStore, Clock),
        build(SuspendCredential, CredentialStore, SignatureModule),
        build(RefreshCredential, CredentialStore, SignatureModule, AskRevocation),
        build(ReportRevocation, CredentialStore, SuspendCredential),
        build(ClaimCredential, CredentialStore, FinishCredential, EndCredential, Clock),
        build(DeleteCredential, CredentialStore, SignatureModule, AskRevocation),
        build(Sweep, CredentialStore, FinishCredential, EndCredential, DeleteCredential, Clock),
        ...containersProviders,
        ...renewalProviders,
        ...noticesProviders(notices.days),
        ...endingsProviders,
        ...searchProviders,
        SweepTimer,
      ],
    };
  }
}

/** Key-lifecycle as a process. */
export const keyLifecycle: Service<Shape> = { config: keyLifecycleConfig, module: (config) => KeyLifecycleModule.with(config) };
