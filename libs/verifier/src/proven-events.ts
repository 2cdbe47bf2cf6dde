import { auditEvent, type AuditEvent, type EvidencePackage, type Receipt } from '@paraph/contracts';
import { fromBase64Url, leafHash } from '@paraph/kernel';
import { isConsistent, isIncluded, type HashTree } from '@paraph/merkle';
import type { Findings } from './findings.js';
import { HeadKey, readHead, type SeenHead } from './signed-head.js';
import { verifyTimestamp } from './time-stamps.js';
import type { Trust } from './trust.js';

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
    findings.doubt('whose log this is stays unknown: the only key is the one in the file. Give the one the provider publishes with --key');
    return new HeadKey({ ...named });
  }
  findings.demand(trust.headKey.isNamedBy(named), 'the file names another key than the one you gave');
  return trust.headKey;
}

/** Verifies that every event of a file stands in the log, under a head that was signed; answers the events, in their order. */
export function verifyProven(file: Receipt | EvidencePackage, trust: Trust, findings: Findings): readonly PlacedEvent[] {
  // 1. The head: signed by the provider, and of the time the file says.
  const key = chooseKey(file.key, trust, findings);
  const signed = readHead(file.head, key);
  const name = `head of ${file.head.size}`;
  if (typeof signed === 'string') {
    findings.doubt(`the head does not hold: ${signed}`, name);
    return [];
  }
  findings.demand(Date.parse(file.issuedAt) === signed.signedAt.getTime(), 'the file says another time than its head', name);

  // 2. Each event: exactly this text, in exactly this place (RFC 9162 section 2.1.3.2).
  const placed = file.events.flatMap(({ position, leaf, path }): PlacedEvent[] => {
    const where = `position ${position}`;
    const isThere = isIncluded({ position, leafHash: leafHash(leaf) }, treeOf(file.head), path.map(hashOf));
    if (!findings.demand(isThere, 'this event does not stand in this place of the log that was signed', where)) return [];
    const event = readEvent(leaf);
    if (!event) findings.doubt('what stands there is no event', where);
    else if (Date.parse(event.occurredAt) > signed.signedAt.getTime() + SKEW_MS) findings.doubt('it says a time after the head was signed', where);
    return event ? [{ position, event }] : [];
  });
  const isOrdered = file.events.every(({ position }, index) => index === 0 || position > (file.events[index - 1]?.position ?? 0));
  findings.demand(isOrdered, 'its events do not stand in the order of the log');
  if (placed.length === file.events.length) {
    const words = `${placed.length === 1 ? 'The event stands' : `All ${placed.length} events stand`} in the log exactly as written here`;
    findings.prove(`${words}, under a head that the signature service signed at ${signed.signedAt.toISOString()}`, name);
  }

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
    if (trust.timestampAnchors.length > 0) findings.doubt('you gave a time-stamping authority, and there is no time-stamp in the file');
    else findings.leaveOpen('No time-stamp came with it: when the head was signed rests on the word of the signature service alone');
    return;
  }
  const where = `head of ${anchored.head.size}`;
  const signed = readHead(anchored.head, own.key);
  if (typeof signed === 'string') return findings.doubt(`the time-stamped head does not hold: ${signed}`, where);
  const path = anchored.path.map(hashOf);
  const isSame = anchored.head.size === head.size && anchored.head.root === head.root && path.length === 0;
  const isLater = anchored.head.size > head.size && isConsistent(treeOf(head), treeOf(anchored.head), path);
  if (!findings.demand(isSame || isLater, 'the time-stamped head does not extend the head of the file', where)) return;
  for (const anchor of anchored.anchors) verifyTimestamp({ anchor, head: anchored.head, signedAt: signed.signedAt }, trust, findings);
}
