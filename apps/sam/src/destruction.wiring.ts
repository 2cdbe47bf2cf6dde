import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Replica } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { PostgresDestructionRows } from './adapters/postgres/postgres-destruction-rows.js';
import { CredentialEnds } from './domain/changes/destroy-credential.js';
import { CertifyDestruction } from './domain/destruction/certify-destruction.js';
import { DestroyExpired } from './domain/destruction/destroy-expired.js';
import { DestructionRows } from './domain/destruction/destruction-rows.js';
import { Destructions } from './domain/destruction/destructions.js';
import { KeyOwners } from './domain/destruction/key-owners.js';
import { LookThroughKeys } from './domain/destruction/look-through-keys.js';
import { ThisReplica } from './domain/destruction/this-replica.js';
import { TryDestroyedKeys } from './domain/destruction/try-destroyed-keys.js';
import { Enrolments } from './domain/enrolment/enrolments.js';
import { AuthorityKeys } from './domain/keys/authority-keys.js';
import { KeyStore } from './domain/keys/key-store.js';
import { KeyRows } from './domain/ports/key-rows.js';
import { Token } from './domain/ports/token.js';
import { Transactions } from './domain/ports/transactions.js';
import { TrustRecords } from './domain/records/trust-records.js';
import { DestructionController } from './transport/destruction.controller.js';
import { DestructionTimer } from './transport/destruction.timer.js';

type TryParts = [DestructionRows, Destructions, KeyStore, ThisReplica, Transactions, Clock];
type LookParts = [KeyRows, KeyStore, KeyOwners, Destructions, Transactions, Clock];

/** Controllers of the destruction of keys. */
export const destructionControllers: readonly Type[] = [DestructionController];

/** The destruction of keys, and what is known of it afterwards. */
export const destructionProviders: readonly Provider[] = [
  adapt(DestructionRows, PostgresDestructionRows, DataSource),
  { provide: ThisReplica, useFactory: ({ name }: Replica) => new ThisReplica(name), inject: [Replica] },
  build(Destructions, DestructionRows, KeyStore, Token, Transactions, Clock),
  build(DestroyExpired, TrustRecords, CredentialEnds, Transactions, Clock),
  {
    provide: TryDestroyedKeys,
    useFactory: (...[rows, destructions, keys, replica, transactions, clock]: TryParts) =>
      new TryDestroyedKeys(rows, destructions, { keys, replica }, transactions, clock),
    inject: [DestructionRows, Destructions, KeyStore, ThisReplica, Transactions, Clock],
  },
  build(CertifyDestruction, Destructions, TryDestroyedKeys, TrustRecords, AuthorityKeys, Clock),
  build(KeyOwners, Enrolments, TrustRecords),
  {
    provide: LookThroughKeys,
    useFactory: (...[rows, keys, owners, destructions, transactions, clock]: LookParts) =>
      new LookThroughKeys({ rows, keys }, owners, destructions, transactions, clock),
    inject: [KeyRows, KeyStore, KeyOwners, Destructions, Transactions, Clock],
  },
  DestructionTimer,
];
