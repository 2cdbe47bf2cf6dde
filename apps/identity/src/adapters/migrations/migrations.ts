import type { MigrationInterface } from 'typeorm';
import { ClientSettings1795400000000 } from './1795400000000-client-settings.js';
import { Logins1795400000100 } from './1795400000100-logins.js';
import { CreationAndDeletion1795400000101 } from './1795400000101-creation-and-deletion.js';
import { Sessions1795400000611 } from './1795400000611-sessions.js';
import { Identity1763600000000 } from './1763600000000-identity.js';
import { Rounds1795400000632 } from './1795400000632-rounds.js';
import { EndedClients1795400000660 } from './1795400000660-ended-clients.js';
import { Operators1795400000650 } from './1795400000650-operators.js';
import { Contacts1795400000642 } from './1795400000642-contacts.js';
import { ChangedContacts1795400001102 } from './1795400001102-changed-contacts.js';

/** Every migration of the identity service, oldest first. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  Identity1763600000000,
  ClientSettings1795400000000,
  Logins1795400000100,
  CreationAndDeletion1795400000101,
  Sessions1795400000611,
  Rounds1795400000632,
  Operators1795400000650,
  EndedClients1795400000660,
  Contacts1795400000642,
  ChangedContacts1795400001102,
];
