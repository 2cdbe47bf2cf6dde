import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { PostgresServiceFigures } from './adapters/postgres/postgres-service-figures.js';
import { AuthorityStates } from './domain/authority-state/authority-states.js';
import { CredentialEnds } from './domain/changes/destroy-credential.js';
import { EndCertifiedKeys } from './domain/changes/end-certified-keys.js';
import { KeyOwners } from './domain/destruction/key-owners.js';
import { BackupLife } from './domain/keys/backup-life.js';
import { KeyStore } from './domain/keys/key-store.js';
import { KeyRows } from './domain/ports/key-rows.js';
import { Transactions } from './domain/ports/transactions.js';
import { TrustRecords } from './domain/records/trust-records.js';
import { DescribeServiceEnd } from './domain/service-end/describe-service-end.js';
import { EndAllKeys } from './domain/service-end/end-all-keys.js';
import { EndService } from './domain/service-end/end-service.js';
import { ServiceEnd } from './domain/service-end/service-end.js';
import { ServiceFigures } from './domain/service-end/service-figures.js';
import { EndIssuingAuthority } from './domain/x509/end-issuing-authority.js';
import { ServiceEndController } from './transport/service-end.controller.js';
import { ServiceEndTimer } from './transport/service-end.timer.js';

type KeyParts = [KeyRows, KeyStore, KeyOwners, TrustRecords, CredentialEnds, Transactions];
type EndParts = [ServiceEnd, EndAllKeys, EndIssuingAuthority, EndCertifiedKeys, Transactions];

/** Controller of what is asked about the end of the service. */
export const serviceEndControllers: readonly Type[] = [ServiceEndController];

/** The end of the service. `sam.module.ts` adds it to its own. */
export const serviceEndProviders: readonly Provider[] = [
  build(ServiceEnd, AuthorityStates, Transactions, Clock),
  adapt(ServiceFigures, PostgresServiceFigures, DataSource),
  build(DescribeServiceEnd, ServiceEnd, ServiceFigures, EndIssuingAuthority, BackupLife, Clock),
  {
    provide: EndAllKeys,
    useFactory: (...[rows, keys, owners, records, ends, transactions]: KeyParts) => new EndAllKeys({ rows, keys, owners }, records, ends, transactions),
    inject: [KeyRows, KeyStore, KeyOwners, TrustRecords, CredentialEnds, Transactions],
  },
  {
    provide: EndService,
    useFactory: (...[end, allKeys, authority, certifiedKeys, transactions]: EndParts) =>
      new EndService(end, { allKeys, authority, certifiedKeys }, transactions),
    inject: [ServiceEnd, EndAllKeys, EndIssuingAuthority, EndCertifiedKeys, Transactions],
  },
  ServiceEndTimer,
];
