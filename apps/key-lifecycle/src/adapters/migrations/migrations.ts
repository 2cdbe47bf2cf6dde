import type { MigrationInterface } from 'typeorm';
import { Credentials1795219200000 } from './1795219200000-credentials.js';
import { HeldAndDeleted1795400000110 } from './1795400000110-held-and-deleted.js';
import { OrderingClients1795305600000 } from './1795305600000-ordering-clients.js';
import { OneSession1795400000610 } from './1795400000610-one-session.js';
import { PendingAndRevoked1795400000540 } from './1795400000540-pending-and-revoked.js';
import { Endings1795400000634 } from './1795400000634-endings.js';
import { Containers1795400000621 } from './1795400000621-containers.js';
import { Rounds1795400000630 } from './1795400000630-rounds.js';
import { RenewalsAndNotices1795400000641 } from './1795400000641-renewals-and-notices.js';
import { Search1795400000661 } from './1795400000661-search.js';
import { Farewells1795400000671 } from './1795400000671-farewells.js';
import { FollowedContainers1795400001101 } from './1795400001101-followed-containers.js';

/** Every migration of this service's database, oldest first. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  Credentials1795219200000,
  OrderingClients1795305600000,
  HeldAndDeleted1795400000110,
  PendingAndRevoked1795400000540,
  OneSession1795400000610,
  Containers1795400000621,
  Rounds1795400000630,
  Endings1795400000634,
  RenewalsAndNotices1795400000641,
  Search1795400000661,
  Farewells1795400000671,
  FollowedContainers1795400001101,
];
