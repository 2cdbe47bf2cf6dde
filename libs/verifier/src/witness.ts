import { witnessLine } from '@paraph/contracts';
import { sha256Hex } from '@paraph/kernel';
import { Unreadable, type Findings } from './findings.js';
import { readHead, type SeenHead } from './signed-head.js';
import { readJson, readShape } from './strict-json.js';
import type { Trust } from './trust.js';
import { unreadable } from './words/archive-words.js';
import { logWords } from './words/log-words.js';
import { places } from './words/places.js';
import { asIs, listed } from './words/words.js';

/** A head that a witness saw, and when. */
export interface WitnessedHead extends SeenHead {
  readonly witnessedAt: string;
}

/** A witness file, a line at a time. */
export interface WitnessFile {
  readonly name: string;
  readonly lines: AsyncIterable<string> | Iterable<string>;
}

/**
 * The heads of a witness file, one after the other, while its chain is verified: each line names the digest of the one before, so that none is taken
 * out or put in; heads never get smaller, and one size has one root.
 */
export async function* readWitness({ name, lines }: WitnessFile, trust: Trust, findings: Findings): AsyncGenerator<WitnessedHead> {
  let number = 0;
  let isChained = true;
  let before: { readonly digest: string; readonly seen: WitnessedHead } | undefined;
  for await (const line of lines) {
    if (line === '') continue;
    number += 1;
    const where = listed(asIs(name), places.line(number));
    const { previous, size, root, head, witnessedAt } = readLine(line, where.en);
    if (previous !== before?.digest) {
      isChained = false;
      findings.doubt(before ? logWords.linesMissing : logWords.firstLinesMissing, where);
    }
    if (before && size < before.seen.size) findings.doubt(logWords.fewerThanBefore, where);
    if (before?.seen.size === size && before.seen.root !== root) findings.doubt(logWords.twoLogs, where);
    const signed = trust.headKey && readHead({ size, root, head }, trust.headKey);
    if (signed && !('signedAt' in signed)) findings.doubt(signed, where);
    const seen: WitnessedHead = { size, root, head, witnessedAt };
    before = { digest: sha256Hex(line), seen };
    yield seen;
  }
  if (!trust.headKey) findings.doubt(logWords.witnessUnchecked, asIs(name));
  if (!before) throw new Unreadable(unreadable.empty(name));
  if (isChained) findings.prove(logWords.witnessed(number, before.seen.witnessedAt, before.seen.size), asIs(name));
}

function readLine(line: string, where: string): ReturnType<typeof witnessLine.parse> {
  return readShape(readJson(line, where), witnessLine, where);
}
