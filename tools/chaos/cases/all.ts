import type { ChaosCase } from '../chaos-case.ts';
import { authorityAway } from './authority-away.ts';
import { brokersIsolated, brokersKilled, brokersSplit } from './broker-cluster.ts';
import { busKilled } from './bus-killed.ts';
import { busCertificateExpired, edgeCertificateExpired } from './certificate-expired.ts';
import { clockAhead, clockBehind } from './clock-steps.ts';
import { databaseFailover } from './database-failover.ts';
import { databaseKilled, databaseRestarted } from './database-ends.ts';
import { databasePutBack } from './database-put-back.ts';
import { diskFull, diskFullAudit, diskFullCaConnector, diskFullIdentity, diskFullKeyLifecycle, diskFullSam } from './disk-full.ts';
import { diskSlow } from './disk-slow.ts';
import { keySwapped } from './key-swapped.ts';
import { logStops } from './log-stops.ts';
import { oneSad } from './one-sad.ts';
import { rollingRestart } from './rolling-restart.ts';
import { samKilled } from './sam-killed.ts';
import { samOutOfMemory } from './sam-out-of-memory.ts';
import { busKeyRotated, databasePasswordRotated } from './secrets-rotated.ts';
import { tokenCrashes } from './token-crashes.ts';
import { tokenRemoved } from './token-removed.ts';

/** The failure matrix: every row, in the order in which it runs. Those on one kind of site stand together, since they share it. */
export const cases: readonly ChaosCase[] = [
  samKilled,
  tokenRemoved,
  tokenCrashes,
  samOutOfMemory,
  logStops,
  databaseKilled,
  databaseRestarted,
  diskSlow,
  diskFullSam,
  diskFullAudit,
  diskFullIdentity,
  diskFullKeyLifecycle,
  diskFullCaConnector,
  busKilled,
  oneSad,
  clockAhead,
  clockBehind,
  authorityAway,
  keySwapped,
  databasePasswordRotated,
  busKeyRotated,
  rollingRestart,
  databasePutBack,
  diskFull,
  databaseFailover,
  brokersKilled,
  brokersIsolated,
  brokersSplit,
  busCertificateExpired,
  edgeCertificateExpired,
];
