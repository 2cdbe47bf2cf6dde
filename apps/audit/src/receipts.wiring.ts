import type { Provider } from '@nestjs/common';
import { adapt, build, Bus } from '@paraph/platform';
import { BusCredentialCertificates } from './adapters/bus-credential-certificates.js';
import { Anchors } from './domain/anchors/anchors.js';
import { EventLog } from './domain/event-log.js';
import { HeadKey } from './domain/head-key.js';
import { OwnRecord } from './domain/own-record.js';
import { ComposeEvidence, CredentialCertificates, EvidenceSources } from './domain/proofs/compose-evidence.js';
import { ComposeReceipt } from './domain/proofs/compose-receipt.js';
import { ProveFile } from './domain/proofs/prove-file.js';
import { OwnView } from './domain/readers/own-view.js';
import { TreeHeads } from './domain/tree-heads.js';
import { ReceiptsController } from './transport/receipts.controller.js';

export const receiptControllers = [ReceiptsController];

/** Receipts and evidence packages. `audit.module.ts` adds them to its own. */
export const receiptProviders: readonly Provider[] = [
  build(ProveFile, TreeHeads, Anchors, HeadKey),
  adapt(CredentialCertificates, BusCredentialCertificates, Bus),
  build(EvidenceSources, EventLog, CredentialCertificates),
  build(ComposeReceipt, EventLog, OwnView, ProveFile, OwnRecord),
  build(ComposeEvidence, EvidenceSources, OwnView, ProveFile, OwnRecord),
];
