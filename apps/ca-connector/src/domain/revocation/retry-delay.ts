const SHORTEST_MS = 10_000;
const LONGEST_MS = 15 * 60_000;

/** How long to wait after so many tries in vain: twice as long each time, from ten seconds to a quarter of an hour. Milliseconds. */
export function retryDelay(tries: number): number {
  return Math.min(SHORTEST_MS * 2 ** Math.min(tries, 10), LONGEST_MS);
}
