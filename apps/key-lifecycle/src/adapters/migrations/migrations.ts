import type { MigrationInterface } from 'typeorm';
import { Credentials1795219200000 } from './1795219200000-credentials.js';

/** Every migration of this service's database, oldest first. */
export const migrations: readonly (new () => MigrationInterface)[] = [Credentials1795219200000];
