import { type HeadAnchor } from '@paraph/contracts';
import { fromBase64, sha256 } from '@paraph/kernel';
import { readTimestamp, SHA256_OID, TimestampRefused } from '@paraph/timestamps';
import type { Findings } from './findings.js';
import type { SeenHead } from './signed-head.js';
import type { Trust } from './trust.js';
import { places } from './words/places.js';
import { proofWords } from './words/proof-words.js';

/** Differences between clocks that nobody is blamed for. */
const SKEW_MS = 60_000;

/** A time-stamp and the head it is said to be over. */
export interface StampedHead {
  readonly anchor: HeadAnchor;
  readonly head: SeenHead;
  readonly signedAt: Date;
}

/**
 * Whether an authority that is not the provider saw this head at the time its token says (RFC 3161 section 2.4.2): it is over the SHA-256 of the
 * head's compact JWS, signed by a certificate for time-stamps that leads to an anchor of whoever verifies.
 */
export function verifyTimestamp({ anchor, head, signedAt }: StampedHead, trust: Trust, findings: Findings): void {
  const where = places.stampedHead(head.size);
  const imprint = { hashAlgorithmOid: SHA256_OID, hash: sha256(head.head) };
  const isAnchored = trust.timestampAnchors.length > 0;
  try {
    const token = fromBase64(anchor.token) ?? new Uint8Array();
    const { time } = readTimestamp(token, imprint, isAnchored ? { anchors: trust.timestampAnchors } : {});
    const isRight =
      findings.demand(anchor.size === head.size, proofWords.stampOfOtherSize, where) &&
      findings.demand(Date.parse(anchor.at) === time.getTime(), proofWords.stampOtherTime(anchor.at, time.toISOString()), where) &&
      findings.demand(time.getTime() >= signedAt.getTime() - SKEW_MS, proofWords.stampTooOld, where);
    if (!isRight) return;
    if (isAnchored) findings.prove(proofWords.stamped(time.toISOString()), where);
    else findings.doubt(proofWords.stampedByWhom(time.toISOString()), where);
  } catch (error) {
    if (!(error instanceof TimestampRefused)) throw error;
    findings.doubt(proofWords.stampFails(error.why), where);
  }
}
