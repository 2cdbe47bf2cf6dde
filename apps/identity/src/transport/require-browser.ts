import { INTERACTION_COOKIE } from '../domain/authorisations/interaction-cookie.js';
import { InteractionOver } from '../domain/authorisations/interaction-over.js';
import type { BrowserCookies } from './browser-cookies.js';
import type { BrowserRequest } from './browser.js';

/** Refuses a browser that does not hold the cookie of this request: knowing an address is not enough. */
export function requireBrowser(cookies: BrowserCookies, request: BrowserRequest, uid: string): void {
  if (cookies.signed(request, INTERACTION_COOKIE) !== uid) throw new InteractionOver('it belongs to another browser');
}
