import type { MigrationInterface } from 'typeorm';
import { Certificates1795136400000 } from './1795136400000-certificates.js';
import { TimeStampingUnit1795400000301 } from './1795400000301-time-stamping-unit.js';

/** Every migration of the connector's database, oldest first. */
export const migrations: readonly (new () => MigrationInterface)[] = [Certificates1795136400000, TimeStampingUnit1795400000301];
