import type { MigrationInterface } from 'typeorm';
import { Certificates1795136400000 } from './1795136400000-certificates.js';
import { TimeStampingUnit1795400000301 } from './1795400000301-time-stamping-unit.js';
import { DurableRequests1795400000530 } from './1795400000530-durable-requests.js';
import { Revocations1795400000540 } from './1795400000540-revocations.js';
import { PublicEdge1795400000550 } from './1795400000550-public-edge.js';
import { FollowedEnd1795400000580 } from './1795400000580-followed-end.js';

/** Every migration of the connector's database, oldest first. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  Certificates1795136400000,
  TimeStampingUnit1795400000301,
  DurableRequests1795400000530,
  Revocations1795400000540,
  PublicEdge1795400000550,
  FollowedEnd1795400000580,
];
