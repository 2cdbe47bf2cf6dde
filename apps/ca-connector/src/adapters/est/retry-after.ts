const SHORTEST_MS = 1_000;
const LONGEST_MS = 24 * 3_600_000;
/** For a server that does not say, though it has to (RFC 7030 section 4.2.3). */
const DEFAULT_MS = 60_000;

/**
 * How long a server wants to be left alone (RFC 9110 section 10.2.3), within reason. A moment is read against the server's own clock where it tells
 * the time: ours may be another.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: () => number = Date.now): number {
  const text = headers['retry-after']?.trim() ?? '';
  const asked = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - serverTime(headers, now);
  return Number.isNaN(asked) ? DEFAULT_MS : Math.min(LONGEST_MS, Math.max(SHORTEST_MS, asked));
}

function serverTime(headers: Readonly<Record<string, string>>, now: () => number): number {
  const told = Date.parse(headers['date'] ?? '');
  return Number.isNaN(told) ? now() : told;
}
