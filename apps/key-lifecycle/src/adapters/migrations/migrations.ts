import type { MigrationInterface } from 'typeorm';
import { Credentials1795219200000 } from './1795219200000-credentials.js';
import { HeldAndDeleted1795400000110 } from './1795400000110-held-and-deleted.js';
import { OrderingClients1795305600000 } from './1795305600000-ordering-clients.js';
import { PendingAndRevoked1795400000540 } from './1795400000540-pending-and-revoked.js';

/** Every migration of this service's database, oldest first. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  Credentials1795219200000,
  OrderingClients1795305600000,
  HeldAndDeleted1795400000110,
  PendingAndRevoked1795400000540,
];
