import { Agent, fetch } from 'undici';
import { lookupLocalhost } from '../../stack/localhost.ts';
import { CookieJar } from './cookie-jar.ts';
import { fillForm, type Form } from './form.ts';

/** A page that was loaded. */
export interface LoadedPage {
  readonly kind: 'page';
  readonly url: URL;
  readonly status: number;
  readonly html: string;
}

/** An address that a redirect named and that was not loaded. */
export interface OutsideAddress {
  readonly kind: 'outside';
  readonly url: URL;
}

/** Where a navigation ended. */
export type Arrival = LoadedPage | OutsideAddress;

const MOST_REDIRECTS = 20;
const dispatcher = new Agent({ connect: { lookup: lookupLocalhost } });

/** A browser tab without a screen: cookies, redirects and forms over plain HTTP. */
export class Tab {
  readonly #jar = new CookieJar();
  readonly #inside: (url: URL) => boolean;

  /** `inside` says which addresses this tab loads; a redirect to any other ends the navigation. */
  constructor(inside: (url: URL) => boolean) {
    this.#inside = inside;
  }

  /** Opens an address and follows where it leads. */
  open(address: string | URL): Promise<Arrival> {
    return this.#navigate(new URL(address), undefined);
  }

  /** Submits a form of a page. */
  submit(page: LoadedPage, form: Form, values: Readonly<Record<string, string>>): Promise<Arrival> {
    const target = new URL(form.action || page.url.href, page.url);
    const filled = fillForm(form, values);
    if (form.method === 'post') return this.#navigate(target, filled);
    target.search = filled.toString();
    return this.#navigate(target, undefined);
  }

  /** Posts fields to an address, as a page's script would have its form do. */
  post(address: string | URL, fields: Readonly<Record<string, string>>): Promise<Arrival> {
    return this.#navigate(new URL(address), new URLSearchParams(fields));
  }

  async #navigate(start: URL, form: URLSearchParams | undefined): Promise<Arrival> {
    let url = start;
    let body = form;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      if (!this.#inside(url)) return { kind: 'outside', url };
      const response = await this.#request(url, body);
      const location = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || location === null) {
        return { kind: 'page', url, status: response.status, html: await response.text() };
      }
      await response.text();
      // Only 307 and 308 repeat the form; all others turn into a plain request, as browsers do.
      if (response.status !== 307 && response.status !== 308) body = undefined;
      url = followed(url, location);
    }
    throw new Error(`more than ${MOST_REDIRECTS} redirects, last to ${url.origin}${url.pathname}`);
  }

  async #request(url: URL, form: URLSearchParams | undefined): Promise<Awaited<ReturnType<typeof fetch>>> {
    const cookie = this.#jar.header(url);
    const response = await fetch(withoutFragment(url), {
      dispatcher,
      redirect: 'manual',
      headers: { accept: 'text/html', ...(cookie === undefined ? {} : { cookie }), ...(form ? { origin: url.origin } : {}) },
      ...(form ? { method: 'POST', body: form } : {}),
    });
    this.#jar.store(url, response.headers.getSetCookie());
    return response;
  }
}

/** RFC 9110 section 10.2.2: a location without a fragment inherits the one of the address before it. */
function followed(from: URL, location: string): URL {
  const next = new URL(location, from);
  if (next.hash === '' && from.hash !== '') next.hash = from.hash;
  return next;
}

function withoutFragment(url: URL): string {
  return url.href.split('#')[0] ?? url.href;
}
