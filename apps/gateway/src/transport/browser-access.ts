import type { Bearer } from '../domain/bearer.js';
import type { BrowserOrigins } from '../domain/browser-origins.js';
import { CscRefusal, refusals } from './csc-error.js';
import type { EdgeSettings } from './edge-settings.js';
import type { Answer } from './method.js';

/** What pages may send beside a body (Fetch section 4.8), and see of an answer beside it. */
const SENT = 'Authorization, Content-Type, DPoP, X-Correlation-Id';
const SEEN = 'Retry-After, WWW-Authenticate, X-Correlation-Id';

/** How long a browser may rely on a preflight, in seconds. */
const RELIED_ON = 600;

/**
 * Calls from web pages (Fetch, CORS). No page may call the API unless a client lists its origin, and then only with that
 * client's tokens. Credentials of the browser play no part: a token is in a header that the page itself writes.
 */
export class BrowserAccess {
  constructor(
    private readonly origins: BrowserOrigins,
    private readonly settings: EdgeSettings,
  ) {}

  /** The answer to a browser that asks whether a page may call: it names no client, so what counts is whether any lists the origin. @throws CscRefusal */
  async preflight(origin: string): Promise<Answer> {
    if (!(await this.isListed(origin))) throw new CscRefusal(refusals.foreignOrigin);
    return {
      status: 204,
      headers: {
        'access-control-allow-methods': 'POST, GET',
        'access-control-allow-headers': SENT,
        'access-control-max-age': String(RELIED_ON),
      },
    };
  }

  /** A token of one client is no use to a page of another. @throws CscRefusal */
  check(origin: string | undefined, { client }: Bearer): void {
    if (this.isForeign(origin) && !client.browserOrigins.includes(origin)) throw new CscRefusal(refusals.foreignOrigin);
  }

  /**
   * Headers by which a page sees the answer, or none. Where a client is known it is its own list that counts; before that, some
   * client's, since nothing but public facts and refusals of strangers is answered then.
   */
  async headersFor(origin: string | undefined, bearer: Bearer | undefined): Promise<Readonly<Record<string, string>>> {
    if (!this.isForeign(origin)) return {};
    const isSeen = bearer === undefined ? await this.isListed(origin) : bearer.client.browserOrigins.includes(origin);
    return isSeen ? { 'access-control-allow-origin': origin, 'access-control-expose-headers': SEEN } : {};
  }

  /** The gateway's own pages are no strangers. */
  private isForeign(origin: string | undefined): origin is string {
    return origin !== undefined && origin !== this.settings.origin;
  }

  private async isListed(origin: string): Promise<boolean> {
    // Whoever knows the origins may be away: then no page is let in, and all other requests go on.
    return this.origins.listed().then(
      (listed) => listed.has(origin),
      () => false,
    );
  }
}
