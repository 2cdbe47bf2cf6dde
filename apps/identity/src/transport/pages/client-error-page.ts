import { correlationId } from '@paraph/platform';
import { chooseLanguage } from '@paraph/kernel';
import { FailurePage, type Failure } from '../../domain/ports/failure-page.js';
import { markup } from './markup.js';
import { messages } from './messages.js';
import { framed } from './page.js';
import { securityHeaders } from './security-headers.js';

/** The page for a request that names no client, or no address of it, to send the browser back to (RFC 6749 section 4.1.2.1). */
export class ClientErrorPage extends FailurePage {
  override render({ error, description, acceptLanguage }: Failure): { readonly html: string; readonly headers: Readonly<Record<string, string>> } {
    const language = chooseLanguage(undefined, acceptLanguage);
    const words = messages[language].failure;
    const reference = correlationId();
    const content = markup`<p class="lead">${words.clientError}</p>
      <p class="card"><code>${error}</code> ${description ?? ''}</p>
      <p>${words.aftermath}</p>
      ${reference === undefined ? markup`` : markup`<p class="note">${words.reference} <code>${reference}</code></p>`}`;
    return { html: framed(language, words.titles.refused, content).text, headers: securityHeaders() };
  }
}
