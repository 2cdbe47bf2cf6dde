import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Outbox } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { PostgresRenewalStore } from './adapters/postgres-renewal-store.js';
import { CertificateAuthority } from './domain/certificate-authority.js';
import { CompleteEnrolment } from './domain/complete-enrolment.js';
import { CreateCredential } from './domain/create-credential.js';
import { CredentialStore } from './domain/credential-store.js';
import { CompleteRenewal } from './domain/renewals/complete-renewal.js';
import { Completions } from './domain/renewals/completions.js';
import { RenewalStore } from './domain/renewals/renewal-store.js';
import { RenewalStores, RenewCredential } from './domain/renewals/renew-credential.js';
import { SweepRenewals } from './domain/renewals/sweep-renewals.js';
import { SignatureModule } from './domain/signature-module.js';
import { RenewalController } from './transport/renewal.controller.js';

/** Controllers of renewals. */
export const renewalControllers: readonly Type[] = [RenewalController];

/** Use cases and adapters of renewals. */
export const renewalProviders: readonly Provider[] = [
  adapt(RenewalStore, PostgresRenewalStore, DataSource, Outbox, Clock),
  build(RenewalStores, CredentialStore, RenewalStore),
  build(RenewCredential, RenewalStores, SignatureModule, CreateCredential, Clock),
  build(CompleteRenewal, RenewalStores, CertificateAuthority, SignatureModule),
  build(Completions, CompleteEnrolment, CompleteRenewal),
  build(SweepRenewals, RenewalStores, CompleteRenewal, Clock),
];
