import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { PostgresComposedLists } from './adapters/postgres/postgres-composed-lists.js';
import { AuthorityStates } from './domain/authority-state/authority-states.js';
import { CredentialEnds } from './domain/changes/destroy-credential.js';
import { EndCertifiedKeys } from './domain/changes/end-certified-keys.js';
import { AuthorityKeys } from './domain/keys/authority-keys.js';
import { BackupLife } from './domain/keys/backup-life.js';
import { Policies } from './domain/ports/policies.js';
import { Transactions } from './domain/ports/transactions.js';
import { TrustRecords } from './domain/records/trust-records.js';
import { Authorities } from './domain/x509/authorities.js';
import { CertificateRegister } from './domain/x509/certificate-register.js';
import { ComposedLists } from './domain/x509/composed-lists.js';
import { ComposeRevocationList } from './domain/x509/compose-revocation-list.js';
import { ComposeStatusAnswer } from './domain/x509/compose-status-answer.js';
import { DescribeAuthorities } from './domain/x509/describe-authorities.js';
import { EndIssuingAuthority } from './domain/x509/end-issuing-authority.js';
import { IssuedCertificates } from './domain/x509/issued-certificates.js';
import { Revocations } from './domain/x509/revocations.js';
import { X509Composer } from './domain/x509/x509-composer.js';
import { AuthorityEndTimer } from './transport/authority-end.timer.js';
import { AuthorityController } from './transport/authority.controller.js';

type ListParts = [Authorities, Revocations, X509Composer, ComposedLists, Transactions, Clock];
type EndParts = [Authorities, Revocations, ComposeRevocationList, CertificateRegister, AuthorityKeys, AuthorityStates, Transactions, BackupLife, Clock];

/** Controller of what the embedded authorities publish. */
export const authoritiesControllers: readonly Type[] = [AuthorityController];

/** What the embedded authorities publish, and how one of them ends. `sam.module.ts` adds it to its own. */
export const authoritiesProviders: readonly Provider[] = [
  adapt(ComposedLists, PostgresComposedLists, DataSource),
  {
    provide: ComposeRevocationList,
    useFactory: (...[authorities, revocations, composer, lists, transactions, clock]: ListParts) =>
      new ComposeRevocationList(authorities, revocations, composer, { lists, transactions }, clock),
    inject: [Authorities, Revocations, X509Composer, ComposedLists, Transactions, Clock],
  },
  build(ComposeStatusAnswer, Authorities, IssuedCertificates, X509Composer, Clock),
  build(DescribeAuthorities, Authorities, Policies, Revocations),
  {
    provide: EndIssuingAuthority,
    useFactory: (...[authorities, revocations, lists, register, keys, states, transactions, backups, clock]: EndParts) =>
      new EndIssuingAuthority({ authorities, revocations, lists, register, keys }, states, transactions, backups, clock),
    inject: [Authorities, Revocations, ComposeRevocationList, CertificateRegister, AuthorityKeys, AuthorityStates, Transactions, BackupLife, Clock],
  },
  build(EndCertifiedKeys, CertificateRegister, TrustRecords, CredentialEnds, Transactions),
  AuthorityEndTimer,
];
