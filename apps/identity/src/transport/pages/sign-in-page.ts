import type { Language } from '@paraph/kernel';
import type { AuthorisationRequest } from '../../domain/request/authorisation-request.js';
import { markup } from './markup.js';
import { messages } from './messages.js';
import { framed, type Page } from './page.js';

/** What a sign-in will allow an application, or lead to, and the choice. */
export function signInPage(
  language: Language,
  { application, uid, scope = 'service' }: { readonly application: string; readonly uid: string; readonly scope?: AuthorisationRequest['scope'] },
): Page {
  const words = messages[language][scope === 'credential-creation' ? 'signInToCreate' : 'signIn'];
  const content = markup`
      <p class="lead">${words.lead(application)}</p>
      <section class="card" aria-labelledby="allows">
        <h2 id="allows">${words.allowsHeading}</h2>
        <ul>${words.allows.map((line) => markup`<li>${line}</li>`)}</ul>
        <p class="note">${words.notSigning}</p>
      </section>
      <p>${words.next}</p>
      <p class="buttons">
        <a class="primary" href="/interaction/${uid}/login?lang=${language}">${words.proceed}</a>
        <a class="secondary" href="/interaction/${uid}/refuse">${words.refuse}</a>
      </p>`;
  return { markup: framed(language, words.title, content) };
}
