import { auditEvent, type AuditEvent, type EvidencePackage, type Receipt } from '@paraph/contracts';
import { fromBase64Url, leafHash } from '@paraph/kernel';
import { isConsistent, isIncluded, type HashTree } from '@paraph/merkle';
import type { Findings } from './findings.js';
import { HeadKey, readHead, type SeenHead } from './signed-head.js';
import { verifyTimestamp } from './time-stamps.js';
import type { Trust } from './trust.js';
import { logWords } from './words/log-words.js';
import { places } from './words/places.js';
import { proofWords } from './words/proof-words.js';

/** An event that a file brought, and where it stands in the log. */
export interface PlacedEvent {
  readonly position: number;
  readonly event: AuditEvent;
}

/** A service may note an event a little after the head of another's clock. */
const SKEW_MS = 60_000;

/** The bytes of a hash; of nothing where the text is none, which no hash is. */
export const hashOf = (text: string): Uint8Array => fromBase64Url(text) ?? new Uint8Array();
export const treeOf = ({ size, root }: SeenHead): HashTree => ({ size, root: hashOf(root) });

/**
 * Which key heads are checked with: the one whoever verifies brought. The one in the file shows at most that the file agrees with itself.
 */
export function chooseKey(named: Readonly<Record<string, unknown>>, trust: Trust, findings: Findings): HeadKey {
  if (!trust.headKey) {
    findings.doubt(proofWords.keyUnknown);
    return new HeadKey({ ...named });
  }
  findings.demand(trust.headKey.isNamedBy(named), proofWords.anotherKey);
  return trust.headKey;
}

/** Verifies that every event of a file stands in the log, under a head that was signed; answers the events, in their order. */
export function verifyProven(file: Receipt | EvidencePackage, trust: Trust, findings: Findings): readonly PlacedEvent[] {
  // 1. The head: signed by the provider, and of the time the file says.
  const key = chooseKey(file.key, trust, findings);
  const signed = readHead(file.head, key);
  const name = places.head(file.head.size);
  if (!('signedAt' in signed)) {
    findings.doubt(proofWords.headFails(signed), name);
    return [];
  }
  findings.demand(Date.parse(file.issuedAt) === signed.signedAt.getTime(), proofWords.anotherTime, name);

  // 2. Each event: exactly this text, in exactly this place (RFC 9162 section 2.1.3.2).
  const placed = file.events.flatMap(({ position, leaf, path }): PlacedEvent[] => {
    const where = places.position(position);
    const isThere = isIncluded({ position, leafHash: leafHash(leaf) }, treeOf(file.head), path.map(hashOf));
    if (!findings.demand(isThere, proofWords.notInPlace, where)) return [];
    const event = readEvent(leaf);
    if (!event) findings.doubt(logWords.noEvent, where);
    else if (Date.parse(event.occurredAt) > signed.signedAt.getTime() + SKEW_MS) findings.doubt(proofWords.afterHead, where);
    return event ? [{ position, event }] : [];
  });
  const isOrdered = file.events.every(({ position }, index) => index === 0 || position > (file.events[index - 1]?.position ?? 0));
  findings.demand(isOrdered, proofWords.unordered);
  if (placed.length === file.events.length) findings.prove(proofWords.allStand(placed.length, signed.signedAt.toISOString()), name);

  // 3. The time, by somebody else.
  verifyAnchored(file, { key, signedAt: signed.signedAt }, { trust, findings });
  return placed;
}

/** The event of a leaf; undefined where it is none. */
export function readEvent(leaf: string): AuditEvent | undefined {
  try {
    return auditEvent.safeParse(JSON.parse(leaf)).data;
  } catch {
    return undefined;
  }
}

interface Judgement {
  readonly trust: Trust;
  readonly findings: Findings;
}

function verifyAnchored({ head, anchored }: Receipt | EvidencePackage, own: { readonly key: HeadKey; readonly signedAt: Date }, judgement: Judgement): void {
  const { trust, findings } = judgement;
  if (!anchored) {
    if (trust.timestampAnchors.length > 0) findings.doubt(proofWords.stampMissing);
    else findings.leaveOpen(proofWords.noStamp);
    return;
  }
  const where = places.head(anchored.head.size);
  const signed = readHead(anchored.head, own.key);
  if (!('signedAt' in signed)) return findings.doubt(proofWords.stampedHeadFails(signed), where);
  const path = anchored.path.map(hashOf);
  const isSame = anchored.head.size === head.size && anchored.head.root === head.root && path.length === 0;
  const isLater = anchored.head.size > head.size && isConsistent(treeOf(head), treeOf(anchored.head), path);
  if (!findings.demand(isSame || isLater, proofWords.stampedHeadApart, where)) return;
  for (const anchor of anchored.anchors) verifyTimestamp({ anchor, head: anchored.head, signedAt: signed.signedAt }, trust, findings);
}
