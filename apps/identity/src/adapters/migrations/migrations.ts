import type { MigrationInterface } from 'typeorm';
import { ClientSettings1795400000000 } from './1795400000000-client-settings.js';
import { Logins1795400000100 } from './1795400000100-logins.js';
import { CreationAndDeletion1795400000101 } from './1795400000101-creation-and-deletion.js';
import { Identity1763600000000 } from './1763600000000-identity.js';

/** Every migration of the identity service, oldest first. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  Identity1763600000000,
  ClientSettings1795400000000,
  Logins1795400000100,
  CreationAndDeletion1795400000101,
];
