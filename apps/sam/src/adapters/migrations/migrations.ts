import type { MigrationInterface } from 'typeorm';
import { FirstTables1795132800000 } from './1795132800000-first-tables.js';
import { Certificates1795132900000 } from './1795132900000-certificates.js';
import { SealedStates1795133000000 } from './1795133000000-sealed-states.js';
import { EvidenceByPiece1795219100000 } from './1795219100000-evidence-by-piece.js';
import { MeansAndChanges1795219200000 } from './1795219200000-means-and-changes.js';
import { CodesAndCounters1795219250000 } from './1795219250000-codes-and-counters.js';
import { Proposals1795219280000 } from './1795219280000-proposals.js';
import { AuthorityState1795219300000 } from './1795219300000-authority-state.js';
import { ProgressVersions1795305600000 } from './1795305600000-progress-versions.js';
import { Journal1795305610000 } from './1795305610000-journal.js';
import { SigningLedger1795305650000 } from './1795305650000-signing-ledger.js';
import { KeyGenerations1795305700000 } from './1795305700000-key-generations.js';
import { SadEditions1795400000200 } from './1795400000200-sad-editions.js';
import { SigningJobs1795400000300 } from './1795400000300-signing-jobs.js';
import { ComposedLists1795400000510 } from './1795400000510-composed-lists.js';
import { ContainerDays1795400000620 } from './1795400000620-container-days.js';
import { OfferedProofs1795400000520 } from './1795400000520-offered-proofs.js';
import { OneSession1795400000600 } from './1795400000600-one-session.js';
import { Renewals1795400000640 } from './1795400000640-renewals.js';
import { Destructions1795400000633 } from './1795400000633-destructions.js';
import { Rounds1795400000631 } from './1795400000631-rounds.js';
import { ServiceEnd1795400000670 } from './1795400000670-service-end.js';
import { ContainedKeys1795400001100 } from './1795400001100-contained-keys.js';

/** Every migration of the SAM's database, oldest first. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  FirstTables1795132800000,
  Certificates1795132900000,
  SealedStates1795133000000,
  EvidenceByPiece1795219100000,
  MeansAndChanges1795219200000,
  CodesAndCounters1795219250000,
  Proposals1795219280000,
  AuthorityState1795219300000,
  ProgressVersions1795305600000,
  Journal1795305610000,
  SigningLedger1795305650000,
  KeyGenerations1795305700000,
  SadEditions1795400000200,
  SigningJobs1795400000300,
  ComposedLists1795400000510,
  OfferedProofs1795400000520,
  OneSession1795400000600,
  ContainerDays1795400000620,
  Rounds1795400000631,
  Destructions1795400000633,
  Renewals1795400000640,
  ServiceEnd1795400000670,
  ContainedKeys1795400001100,
];
