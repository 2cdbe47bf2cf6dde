import type { Frontier } from '@paraph/merkle';
import type { Findings } from './findings.js';
import { LogWalk, type ExportedEvent, type SeenHeads } from './log-walk.js';
import { PutAwayMonths, type PutAwayMonth } from './put-away-months.js';
import type { SeenHead } from './signed-head.js';
import type { Trust } from './trust.js';
import { logWords } from './words/log-words.js';
import { asIs } from './words/words.js';

/** A log as it was read through the API, and heads of it. */
export interface WholeLog {
  readonly events: AsyncIterable<ExportedEvent> | Iterable<ExportedEvent>;
  /** The log's own. */
  readonly heads: AsyncIterable<SeenHead> | Iterable<SeenHead>;
  /** What others have seen. */
  readonly witnesses?: readonly SeenHeads[];
  /** Months whose texts are said to be in the archive only, in their order. */
  readonly putAway?: readonly PutAwayMonth[];
  /** The right edge of the tree before an event; undefined while no head is over that event. Asked for behind months that are put away. */
  readonly frontierBefore?: (position: number) => Promise<Frontier | undefined>;
}

/** Verifies a whole log from its first event on: places, hashes, sequences, and every signed head. Answers how many events it has. */
export async function verifyLog(log: WholeLog, trust: Trust, findings: Findings): Promise<number> {
  const { events, heads, witnesses = [], putAway = [], frontierBefore } = log;
  if (!trust.headKey) findings.doubt(logWords.headsUnchecked);
  const walk = new LogWalk(findings, trust.headKey);
  const months = new PutAwayMonths(putAway, findings);
  let [seen, last] = [0, 0];
  const counted = async function* (): AsyncGenerator<SeenHead> {
    for await (const head of heads) {
      [seen, last] = [seen + 1, head.size];
      yield head;
    }
  };
  await walk.holdAgainst({ by: 'the log', heads: counted(), beyond: 'doubt' });
  for (const one of witnesses) await walk.holdAgainst(one);
  for await (const event of events) {
    await months.passOver(walk, event.position, frontierBefore);
    months.hear(await walk.add(event));
  }
  await walk.end();
  months.end();
  if (walk.size === 0) findings.doubt(logWords.empty);
  if (seen === 0) findings.doubt(logWords.noHead);
  else if (last < walk.size) findings.leaveOpen(logWords.underNoHead(walk.size - last));
  const gaps = walk.sequences.gaps('one');
  for (const { source, words } of gaps) findings.doubt(words, asIs(source));
  if (gaps.length === 0 && walk.size > 0) findings.prove(logWords.noneMissing(walk.sequences.ends, months.havePassed));
  return walk.size;
}
