import type { Provider } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Outbox, type ConfigOf } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { HttpTimestampAuthority } from './adapters/anchors/http-timestamp-authority.js';
import { PostgresAnchors } from './adapters/anchors/postgres-anchors.js';
import { OutboxWitnessRecord } from './adapters/outbox-witness-record.js';
import { WitnessLogFile } from './adapters/witness-log-file.js';
import type { auditConfig } from './audit.config.js';
import { AnchorHeads } from './domain/anchors/anchor-heads.js';
import { Anchors } from './domain/anchors/anchors.js';
import { TimestampAuthorities } from './domain/anchors/timestamp-authority.js';
import { HeadKey } from './domain/head-key.js';
import { TreeHeads } from './domain/tree-heads.js';
import { WitnessFiles } from './domain/witness/witness-file.js';
import { WitnessHeads } from './domain/witness/witness-heads.js';
import { WitnessRecord } from './domain/witness/witness-record.js';
import { AnchorsRounds } from './transport/anchors.rounds.js';
import { WitnessPace, WitnessRounds } from './transport/witness.rounds.js';

type Proofs = ConfigOf<(typeof auditConfig)['shape']>['proofs'];

/** Heads as others outside have seen them: time-stamps and witness files. `audit.module.ts` adds them to its own. */
export function anchorProviders({ key, authorities, witnessFiles, witnessSeconds }: Proofs): readonly Provider[] {
  const asked = (authorities ?? []).map(({ name, url, anchors, policy }) => new HttpTimestampAuthority(name, url, { anchors, policy }));
  return [
    { provide: HeadKey, useValue: new HeadKey(key) },
    adapt(Anchors, PostgresAnchors, DataSource, Outbox<'audit'>),
    { provide: TimestampAuthorities, useValue: new TimestampAuthorities(asked) },
    build(AnchorHeads, TreeHeads, Anchors, TimestampAuthorities, Clock),
    AnchorsRounds,
    { provide: WitnessFiles, useValue: new WitnessFiles(witnessFiles.map((path) => new WitnessLogFile(path))) },
    { provide: WitnessPace, useValue: new WitnessPace(witnessSeconds * 1_000) },
    adapt(WitnessRecord, OutboxWitnessRecord, Outbox<'audit'>),
    build(WitnessHeads, TreeHeads, WitnessFiles, WitnessRecord, Clock),
    WitnessRounds,
  ];
}
