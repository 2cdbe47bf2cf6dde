import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, Outbox } from '@paraph/platform';
import { setTimeout as rest } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { BusKeyCustody } from './adapters/bus-key-custody.js';
import { BusFarewellMessenger } from './adapters/bus-farewell-messenger.js';
import { BusServiceWatch } from './adapters/bus-service-watch.js';
import { PostgresFarewells } from './adapters/postgres-farewells.js';
import { PostgresCredentialFigures } from './adapters/postgres-credential-figures.js';
import { PostgresCredentialRegister } from './adapters/postgres-credential-register.js';
import { CredentialFigures } from './domain/endings/credential-figures.js';
import { CredentialRegister } from './domain/endings/credential-register.js';
import { ExpireCredentials } from './domain/endings/expire-credentials.js';
import { ServiceWatch } from './domain/endings/follow-service-end.js';
import { KeyCustody } from './domain/endings/key-custody.js';
import { FarewellMessenger, Farewells, TellServiceEnd } from './domain/endings/tell-service-end.js';
import { ReconcileKeys } from './domain/endings/reconcile-keys.js';
import { RefreshCredential } from './domain/refresh-credential.js';
import { SignatureModule } from './domain/signature-module.js';
import { CredentialFiguresTimer } from './transport/credential-figures.timer.js';
import { EndingsRounds } from './transport/endings.rounds.js';
import { FiguresController } from './transport/figures.controller.js';
import { ReconciliationController } from './transport/reconciliation.controller.js';
import { ServiceEndRounds } from './transport/service-end.rounds.js';

/** Controllers of what ends. */
export const endingsControllers: readonly Type[] = [ReconciliationController, FiguresController];

/** What is done about credentials that are over, and about keys without one. */
export const endingsProviders: readonly Provider[] = [
  adapt(CredentialRegister, PostgresCredentialRegister, DataSource, Outbox, Clock),
  adapt(KeyCustody, BusKeyCustody, Bus),
  adapt(CredentialFigures, PostgresCredentialFigures, DataSource),
  adapt(ServiceWatch, BusServiceWatch, Bus),
  adapt(Farewells, PostgresFarewells, DataSource),
  adapt(FarewellMessenger, BusFarewellMessenger, Bus),
  build(TellServiceEnd, Farewells, FarewellMessenger, Clock),
  {
    provide: ExpireCredentials,
    useFactory: (register: CredentialRegister, custody: KeyCustody, clock: Clock) => new ExpireCredentials(register, custody, clock, (ms) => rest(ms)),
    inject: [CredentialRegister, KeyCustody, Clock],
  },
  {
    provide: ReconcileKeys,
    useFactory: (register: CredentialRegister, custody: KeyCustody, module: SignatureModule, refresh: RefreshCredential, clock: Clock) =>
      new ReconcileKeys(register, { custody, module }, refresh, clock, (ms) => rest(ms)),
    inject: [CredentialRegister, KeyCustody, SignatureModule, RefreshCredential, Clock],
  },
  EndingsRounds,
  CredentialFiguresTimer,
  ServiceEndRounds,
];
