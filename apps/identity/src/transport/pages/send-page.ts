import type { BrowserReply } from '../browser.js';
import type { Page } from './page.js';
import { securityHeaders } from './security-headers.js';

/** Sends a page with the headers of its kind. */
export function sendPage(reply: BrowserReply, { markup, ownForms, formTargets, script, status = 200 }: Page): void {
  reply
    .code(status)
    .headers({ ...securityHeaders({ ownForms, formTargets, script }), 'content-type': 'text/html; charset=utf-8' })
    .send(markup.text);
}
