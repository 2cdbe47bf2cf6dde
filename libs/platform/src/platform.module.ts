import { Module, type DynamicModule, type FactoryProvider, type Provider } from '@nestjs/common';
import type { BusService, EventSource } from '@paraph/contracts';
import { Clock, newId, SystemClock } from '@paraph/kernel';
import { Bus } from './bus/bus.js';
import { BusConnection } from './bus/bus-handle.js';
import { Outbox } from './events/outbox.js';
import { HealthController } from './http/health.controller.js';
import { Metrics } from './http/metrics.js';
import { Readiness } from './http/readiness.js';
import { Log } from './logs/log.js';
import type { Opened } from './opened.js';
import { Replica } from './replica.js';
import { Rounds } from './rounds/rounds.js';

/** The one global module: clock, log, readiness, metrics, and where the service has them, bus, database and outbox. Health and metrics are told here unless they have a port of their own. */
@Module({})
export class PlatformModule {
  static around(opened: Opened, clock: Clock = new SystemClock(), { hasOperationsPort = false } = {}): DynamicModule {
    const { service, replica = newId('rep'), connection, database } = opened;
    const providers: Provider[] = [
      { provide: Clock, useValue: clock },
      { provide: Replica, useValue: new Replica(replica) },
      { provide: Log, useValue: opened.log },
      { provide: Readiness, useValue: opened.readiness },
      { provide: Metrics, useFactory: () => new Metrics(service) } satisfies FactoryProvider,
    ];
    if (connection) {
      providers.push({ provide: Bus, useValue: new Bus(connection, service as BusService) });
      providers.push({ provide: BusConnection, useValue: new BusConnection(connection) });
    }
    if (database) {
      // The token is the class `DataSource`, taken from the object: an import would load TypeORM into services without a database.
      providers.push({ provide: database.constructor, useValue: database });
      providers.push({ provide: Rounds, useValue: new Rounds(database, opened.log) });
      providers.push({ provide: Outbox, useValue: new Outbox(service as EventSource, database, clock) });
    }
    return { module: PlatformModule, global: true, controllers: hasOperationsPort ? [] : [HealthController], providers, exports: providers };
  }
}
