interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly host: string;
  readonly path: string;
  readonly expiresAt: number;
}

/**
 * Cookies as a browser keeps them (RFC 6265), as far as our pages need: by host and path, and, like a browser's,
 * blind to the port, so that two services on one host would disturb each other here too.
 */
export class CookieJar {
  #cookies: Cookie[] = [];

  /** Takes the `Set-Cookie` lines of an answer from this address. */
  store(url: URL, lines: readonly string[]): void {
    for (const line of lines) {
      const cookie = parse(line, url);
      if (!cookie) continue;
      const same = (one: Cookie): boolean => one.name === cookie.name && one.host === cookie.host && one.path === cookie.path;
      this.#cookies = this.#cookies.filter((one) => !same(one));
      if (cookie.expiresAt > Date.now()) this.#cookies.push(cookie);
    }
  }

  /** The `Cookie` header for a request to this address, or undefined. */
  header(url: URL): string | undefined {
    const fitting = this.#cookies.filter((one) => one.host === url.hostname && one.expiresAt > Date.now() && covers(one.path, url.pathname));
    fitting.sort((one, other) => other.path.length - one.path.length);
    return fitting.length === 0 ? undefined : fitting.map(({ name, value }) => `${name}=${value}`).join('; ');
  }
}

function parse(line: string, url: URL): Cookie | undefined {
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim());
  const at = pair.indexOf('=');
  if (at < 1) return undefined;
  const attributes = new Map(rest.map((part) => [part.split('=')[0]?.toLowerCase() ?? '', part.slice(part.indexOf('=') + 1)]));
  const path = attributes.get('path');
  return {
    name: pair.slice(0, at),
    value: pair.slice(at + 1),
    host: url.hostname,
    path: path?.startsWith('/') ? path : url.pathname.slice(0, url.pathname.lastIndexOf('/')) || '/',
    expiresAt: expiry(attributes),
  };
}

function expiry(attributes: ReadonlyMap<string, string>): number {
  const maxAge = attributes.get('max-age');
  if (maxAge !== undefined) return Date.now() + Number(maxAge) * 1000;
  const expires = attributes.get('expires');
  return expires === undefined ? Infinity : Date.parse(expires);
}

/** RFC 6265 section 5.1.4. */
function covers(cookiePath: string, path: string): boolean {
  return path === cookiePath || path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`);
}
