import type { Receipt } from '@paraph/contracts';
import type { Findings } from './findings.js';
import { verifyProven, type PlacedEvent } from './proven-events.js';
import { verifyDocument } from './signed-document.js';
import type { GivenDocument, Trust } from './trust.js';

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
    findings.leaveOpen('Who authorised it, with which evidence and certificate, is not in a receipt: ask for the evidence package');
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
  findings.demand(outcomes.length === placed.length, 'it has events that are no signature');
  findings.demand(
    outcomes.every(({ event }) => event.particulars['activationId'] === about.activationId),
    `it has signatures of another activation than ${about.activationId}`,
  );
  const isComplete = attempts.size === about.attemptIds.length && about.attemptIds.every((one) => attempts.has(one));
  findings.demand(isComplete, 'its events are not those of the attempts it names');
  for (const { position, event } of outcomes) tellOutcome({ position, event }, findings);
}

/** Says in words what the log has of one attempt to sign. */
export function tellOutcome({ position, event }: PlacedEvent, findings: Findings): void {
  const { particulars, occurredAt, actor, requester } = event;
  const [count, credential] = [particulars['count'] ?? '?', particulars['credentialId'] ?? '?'];
  const who = `application ${actor.id} for signer ${requester ?? '?'} with credential ${credential}`;
  const what = event.type === 'signature-made' ? `${count} signature(s) were made` : `${count} signature(s) failed (${event.cause ?? 'no cause'})`;
  findings.prove(`The log says: at ${occurredAt} ${what} by ${who}`, `position ${position}, sam number ${event.sequence}`);
}

function aboutMonth(month: string, placed: readonly PlacedEvent[], findings: Findings): void {
  const archived = placed.filter(({ event }) => event.source === 'audit' && event.type === 'month-archived' && event.particulars['month'] === month);
  findings.decide(placed.length === 1 && archived.length === 1, {
    proven: `The log says that ${month} was archived under manifest ${archived[0]?.event.particulars['manifestSha256'] ?? '?'}`,
    doubt: `it is not the receipt of ${month}: it has another event, or more than one`,
  });
}
