import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { CallBack, NotAnnounced } from '../domain/call-back.js';
import { isLoopback } from './loopback.js';
import { isPublic } from './public-network.js';

/** Which networks are called: places on the public internet, or, in a trial, any; there http on this machine is spoken, too. */
export type AnnounceNetworks = 'public' | 'any';

interface Resolved {
  readonly address: string;
  readonly family: number;
}

/** Names to addresses. */
export type Resolve = (host: string) => Promise<readonly Resolved[]>;

/** What a test gives instead of the real thing. */
export interface CallBackParts {
  readonly resolve?: Resolve;
  readonly timeoutMs?: number;
  /** Whether an address may be called where only public ones are. */
  readonly judge?: (address: string) => boolean;
}

const TIMEOUT_MS = 5_000;
const byName: Resolve = (host) => lookup(host, { all: true });

/**
 * Posts over https to an address that somebody else chose. The name is resolved once, every address of it is judged, and the connection goes to one
 * that was judged: a name that says something else a moment later changes nothing. Redirects are refusals, and nothing of an answer is read.
 */
export class HttpCallBack extends CallBack {
  private readonly resolve: Resolve;
  private readonly timeoutMs: number;
  private readonly judge: (address: string) => boolean;

  constructor(
    private readonly networks: AnnounceNetworks,
    { resolve = byName, timeoutMs = TIMEOUT_MS, judge = isPublic }: CallBackParts = {},
  ) {
    super();
    this.resolve = resolve;
    this.timeoutMs = timeoutMs;
    this.judge = judge;
  }

  override async post(url: URL, body: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    const isTrial = this.networks === 'any';
    if (url.protocol !== 'https:' && !(isTrial && url.protocol === 'http:' && isLoopback(url.hostname))) throw new NotAnnounced('address');
    const end = AbortSignal.timeout(this.timeoutMs);
    const addresses = await inTime(this.addressesOf(url.hostname), end);
    // Of all of them: whoever may choose one of two addresses chooses the other one.
    if (addresses.length === 0) throw new NotAnnounced('unreachable');
    if (!isTrial && !addresses.every(({ address }) => this.judge(address))) throw new NotAnnounced('network');
    const status = await send(url, { body, headers, addresses, end });
    if (status >= 300 && status < 400) throw new NotAnnounced('redirect', status);
    if (status < 200 || status >= 300) throw new NotAnnounced('refused', status);
  }

  private async addressesOf(hostname: string): Promise<readonly Resolved[]> {
    const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
    const family = isIP(host);
    if (family !== 0) return [{ address: host, family }];
    try {
      return await this.resolve(host);
    } catch {
      throw new NotAnnounced('unreachable');
    }
  }
}

interface Sending {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly addresses: readonly Resolved[];
  readonly end: AbortSignal;
}

/** Answers the status. */
function send(url: URL, { body, headers: more, addresses, end }: Sending): Promise<number> {
  const headers = { ...more, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'user-agent': 'paraph-courier' };
  // A connection of its own: one that is kept would be one to whatever stood there before.
  const options: RequestOptions = { method: 'POST', headers, agent: false, lookup: only(addresses), signal: end };
  return new Promise((done, failed) => {
    const taken = (response: IncomingMessage): void => {
      response.on('error', () => undefined).destroy();
      done(response.statusCode ?? 0);
    };
    const request = url.protocol === 'https:' ? httpsRequest(url, options, taken) : httpRequest(url, options, taken);
    request.on('error', () => failed(new NotAnnounced(end.aborted ? 'late' : 'unreachable')));
    request.end(body);
  });
}

/** A resolver that knows the addresses that were judged, and no other. */
function only(addresses: readonly Resolved[]): LookupFunction {
  return (_host, { all }, answer) => {
    const [first] = addresses;
    if (all) answer(null, [...addresses]);
    else answer(null, first?.address ?? '', first?.family);
  };
}

async function inTime<T>(work: Promise<T>, end: AbortSignal): Promise<T> {
  const late = new Promise<never>((_done, failed) => end.addEventListener('abort', () => failed(new NotAnnounced('late')), { once: true }));
  return Promise.race([work, late]);
}
