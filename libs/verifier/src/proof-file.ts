import { evidencePackage, receipt, type EvidencePackage, type Receipt } from '@paraph/contracts';
import { Unreadable } from './findings.js';
import { readJson, readShape } from './strict-json.js';
import { unreadable } from './words/archive-words.js';

/** A file that is one JSON text. */
export type ProofFile = Receipt | EvidencePackage;

/** Reads a receipt or an evidence package by what it says it is. @throws Unreadable */
export function readProofFile(text: string, name: string): ProofFile {
  const value = readJson(text, name);
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (format === 'paraph-receipt') return readShape(value, receipt, name);
  if (format === 'paraph-evidence') return readShape(value, evidencePackage, name);
  throw new Unreadable(unreadable.noProof(name));
}
