import type { Receipt } from '@paraph/contracts';
import type { Findings } from './findings.js';
import { verifyProven, type PlacedEvent } from './proven-events.js';
import { verifyDocument } from './signed-document.js';
import type { GivenDocument, Trust } from './trust.js';
import { places } from './words/places.js';
import { proofWords } from './words/proof-words.js';
import { listed } from './words/words.js';

/** What a receipt is verified with. */
export interface ReceiptContext {
  readonly trust: Trust;
  readonly documents: readonly GivenDocument[];
}

/** Verifies the receipt of a signature, or of a month's archive: its events, and that they are about what it says it is about. */
export function verifyReceipt(receipt: Receipt, { trust, documents }: ReceiptContext, findings: Findings): readonly PlacedEvent[] {
  const placed = verifyProven(receipt, trust, findings);
  if ('month' in receipt.about) aboutMonth(receipt.about.month, placed, findings);
  else {
    aboutSignature(receipt.about, placed, findings);
    for (const document of documents) verifyDocument(document, { made: placed.filter(isMade), certificates: [] }, findings);
    findings.leaveOpen(proofWords.askEvidence);
  }
  return placed;
}

/** An event by which signatures were made. */
export const isMade = ({ event }: PlacedEvent): boolean => event.source === 'sam' && event.type === 'signature-made';
const isFailed = ({ event }: PlacedEvent): boolean => event.source === 'sam' && event.type === 'signature-failed';

function aboutSignature(
  about: { readonly activationId: string; readonly attemptIds: readonly string[] },
  placed: readonly PlacedEvent[],
  findings: Findings,
): void {
  const outcomes = placed.filter((one) => isMade(one) || isFailed(one));
  const attempts = new Set(outcomes.map(({ event }) => event.particulars['attemptId']));
  findings.demand(outcomes.length === placed.length, proofWords.noSignature);
  findings.demand(
    outcomes.every(({ event }) => event.particulars['activationId'] === about.activationId),
    proofWords.otherActivation(about.activationId),
  );
  const isComplete = attempts.size === about.attemptIds.length && about.attemptIds.every((one) => attempts.has(one));
  findings.demand(isComplete, proofWords.otherAttempts);
  for (const { position, event } of outcomes) tellOutcome({ position, event }, findings);
}

/** Says in words what the log has of one attempt to sign. */
export function tellOutcome({ position, event }: PlacedEvent, findings: Findings): void {
  const { particulars, occurredAt, actor, requester } = event;
  const count = particulars['count'] ?? '?';
  const who = proofWords.who(actor.id, requester ?? '?', particulars['credentialId'] ?? '?');
  const said = event.type === 'signature-made' ? proofWords.made(occurredAt, count, who) : proofWords.failed(occurredAt, { count, cause: event.cause, who });
  findings.prove(said, listed(places.position(position), places.numberOfSam(event.sequence)));
}

function aboutMonth(month: string, placed: readonly PlacedEvent[], findings: Findings): void {
  const archived = placed.filter(({ event }) => event.source === 'audit' && event.type === 'month-archived' && event.particulars['month'] === month);
  findings.decide(placed.length === 1 && archived.length === 1, {
    proven: proofWords.monthArchived(month, archived[0]?.event.particulars['manifestSha256'] ?? '?'),
    doubt: proofWords.otherMonth(month),
  });
}
