import type { Frontier } from '@paraph/merkle';
import type { Findings } from './findings.js';
import { LogWalk, type ExportedEvent, type SeenHeads } from './log-walk.js';
import { PutAwayMonths, type PutAwayMonth } from './put-away-months.js';
import type { SeenHead } from './signed-head.js';
import type { Trust } from './trust.js';

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
  if (!trust.headKey) findings.doubt('the signatures of heads were not checked: give the key that the provider publishes with --key');
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
  if (walk.size === 0) findings.doubt('the log is empty: nothing was verified');
  if (seen === 0) findings.doubt('no head was signed: nothing proves that this log is the one that was there before');
  else if (last < walk.size) findings.leaveOpen(`The last ${walk.size - last} event(s) stand under no signed head yet`);
  const gaps = walk.sequences.gaps('one');
  for (const { source, text } of gaps) findings.doubt(text, source);
  if (gaps.length === 0 && walk.size > 0) findings.prove(`No number is missing in the sequence of any source${months.outside}: ${endsOf(walk)}`);
  return walk.size;
}

/** How far each source is, in words. */
export function endsOf({ sequences }: LogWalk): string {
  return sequences.ends.map(({ source, last }) => `${source} to ${last}`).join(', ');
}
