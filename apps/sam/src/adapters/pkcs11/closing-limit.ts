/**
 * The newest generation that every token of the SAM holds: it closes new blobs, so that each opens on all of them. One
 * object for all tokens of a SAM; no limit for a single one.
 */
export class ClosingLimit {
  atMost = Infinity;
}
