import type { IncomingMessage } from 'node:http';

/** Longest address believed; one of IPv6 with a zone takes half of it. */
const LONGEST = 100;

/**
 * From where a request comes. Behind proxies of ours it is what the first of them saw: that many entries from the end of
 * `X-Forwarded-For`, since everything before was written by a stranger.
 *
 * @param proxies how many proxies of ours each append an entry
 */
export function callerAddress(request: Pick<IncomingMessage, 'headers' | 'socket'>, proxies: number): string {
  const told = proxies > 0 ? forwarded(request.headers['x-forwarded-for']).at(-proxies) : undefined;
  return (told || (request.socket.remoteAddress ?? 'unknown')).slice(0, LONGEST);
}

function forwarded(header: string | readonly string[] | undefined): readonly string[] {
  const text = typeof header === 'string' ? header : (header ?? []).join(',');
  return text.split(',').map((one) => one.trim());
}
