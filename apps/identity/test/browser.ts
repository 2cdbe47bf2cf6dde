interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly host: string;
}

export interface Visit {
  readonly status: number;
  readonly url: string;
  readonly location: string | undefined;
  readonly headers: Headers;
  readonly text: string;
}

/** A browser's cookies and redirects, and nothing else of it. Cookies keep to host and path (RFC 6265 5.1.4), ports do not count. */
export class Browser {
  #cookies: Cookie[] = [];
  /** Every address it was sent to. */
  readonly visited: string[] = [];

  /** Values of its cookies, signatures included. */
  get cookieValues(): string[] {
    return this.#cookies.map((cookie) => cookie.value);
  }

  /** Value of one of its cookies. */
  cookie(name: string): string | undefined {
    return this.#cookies.find((cookie) => cookie.name === name)?.value;
  }

  async get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Visit> {
    return this.request(url, { headers });
  }

  async post(url: string, form: Readonly<Record<string, string>>): Promise<Visit> {
    return this.request(url, { method: 'POST', body: new URLSearchParams(form) });
  }

  /** A form as it is written on the wire. */
  async postText(url: string, body: string): Promise<Visit> {
    return this.request(url, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  }

  /** Follows redirects while they stay on these origins; the visit that leaves them is the last. */
  async follow(from: Visit, origins: readonly string[]): Promise<Visit> {
    let visit = from;
    for (let left = 12; left > 0 && visit.location !== undefined; left -= 1) {
      const next = new URL(visit.location, visit.url);
      if (!origins.includes(next.origin)) return visit;
      visit = await this.get(next.href);
    }
    return visit;
  }

  private async request(url: string, init: RequestInit): Promise<Visit> {
    this.visited.push(url);
    const cookie = this.cookiesFor(new URL(url));
    const headers = new Headers(init.headers);
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.keep(line, new URL(url));
    return { status: response.status, url, location: response.headers.get('location') ?? undefined, headers: response.headers, text: await response.text() };
  }

  private cookiesFor({ hostname, pathname }: URL): string {
    const fits = (path: string): boolean => path === '/' || pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
    return this.#cookies
      .filter((cookie) => cookie.host === hostname && fits(cookie.path))
      .map((cookie) => `${cookie.name}=${cookie.value}`)
      .join('; ');
  }

  private keep(line: string, from: URL): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    const attribute = (key: string): string | undefined => attributes.find((one) => one.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1);
    const path = attribute('path') ?? '/';
    this.#cookies = this.#cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
    const gone = attribute('max-age') === '0' || (attribute('expires') !== undefined && Date.parse(attribute('expires') ?? '') < Date.now());
    if (!gone && value !== '') this.#cookies.push({ name, value, path, host: from.hostname });
  }
}
