import type { EventSource } from '@paraph/contracts';
import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';

/** The numbers of one source that are looked at: after one, up to another. */
export interface Stretch {
  readonly source: EventSource;
  readonly after: number;
  readonly upTo: number;
}

/**
 * The first numbers in a stretch of which nothing is known: neither an event nor anything set aside. It walks along what is there, so a
 * neighbour that asks up to the end of all numbers, or has an event there, costs no more than its events do.
 */
export async function findGaps(database: DataSource, { source, after, upTo }: Stretch, most: number): Promise<number[]> {
  const gaps = await rows<{ before: string; next: string }>(
    database,
    `SELECT before, next FROM (
       SELECT lag(n, 1, $2::bigint) OVER (ORDER BY n) AS before, n AS next FROM (
         SELECT sequence AS n FROM event WHERE source = $1 AND sequence > $2 AND sequence <= $3
         UNION SELECT sequence FROM set_aside WHERE source = $1 AND sequence > $2 AND sequence <= $3
         UNION SELECT $3::bigint + 1
       ) AS known
     ) AS steps WHERE next - before > 1 ORDER BY before LIMIT ${Math.trunc(most)}`,
    [source, after, upTo],
  );
  return [...numbersBetween(gaps, most)];
}

function* numbersBetween(gaps: readonly { before: string; next: string }[], most: number): Generator<number> {
  let left = most;
  for (const { before, next } of gaps) for (let number = Number(before) + 1; number < Number(next) && left > 0; number += 1, left -= 1) yield number;
}
