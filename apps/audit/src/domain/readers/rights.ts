import type { AuditEndpointName, TrustRole } from '@paraph/contracts';
import type { Reader } from './reader.js';

/** Who may ask for something: anybody, whoever is known, or holders of one of these; subscribers and signers get of it only what is their own. */
export type Who = 'anybody' | 'every-reader' | readonly (TrustRole | 'subscriber' | 'signer')[];

const officers = ['auditor', 'security-officer'] as const;
/** Whoever enters rooms, maintains machines and answers for people. Not the auditor, who judges what they wrote. */
const writers = ['security-officer', 'system-engineer', 'system-operator', 'hsm-administrator'] as const;
const own = ['auditor', 'security-officer', 'subscriber', 'signer'] as const;

/** Who may ask for each endpoint (ROL-01, AUD-03). An endpoint without a row does not compile. */
export const rights = {
  describeAuditApi: 'every-reader',
  beginAuditSignIn: 'anybody',
  redeemAuditSignIn: 'anybody',
  describeReader: 'every-reader',
  signOutOfAudit: 'every-reader',

  searchEvents: own,
  describeEvent: own,
  describeSequences: officers,
  makeEntry: writers,
  describeFigures: officers,
  findTransactions: own,
  describeTransaction: own,

  // A signer may have what is about themselves, and nobody else's.
  describePerson: ['security-officer', 'registration-officer', 'auditor', 'signer'],
  rectifyPerson: ['security-officer', 'registration-officer'],

  listHeads: own,
  describeLatestHead: own,
  proveInclusion: own,
  proveConsistency: own,
  readReceipt: own,
  readEvidence: own,

  listMonths: officers,
  checkLog: officers,

  listArchives: officers,
  describeArchive: officers,
  archiveMonths: officers,
  checkArchive: officers,
  readArchiveManifest: officers,
  readArchiveReceipt: officers,
  listAnchors: own,
  anchorHead: officers,

  listFindings: officers,
  describeFinding: officers,
  explainFinding: officers,
  closeFinding: officers,
  orderReconciliation: officers,
  listReconciliations: officers,
  describeReconciliation: officers,

  listCompliance: officers,
  judgeObligation: officers,
  describeReport: officers,
} as const satisfies Record<AuditEndpointName, Who>;

/** Whether a reader is among those that may. */
export function mayAsk(reader: Reader, who: Exclude<Who, 'anybody'>): boolean {
  if (who === 'every-reader') return true;
  return reader.kind === 'auditor' ? reader.roles.some((role) => who.includes(role)) : who.includes(reader.kind);
}

/** Who may ask for an endpoint. */
export function whoMayAsk(endpoint: AuditEndpointName): Who {
  return rights[endpoint];
}
