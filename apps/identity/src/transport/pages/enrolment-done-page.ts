import type { Language } from '@paraph/kernel';
import { markup } from './markup.js';
import { messages } from './messages.js';
import { framed, type Page } from './page.js';

/** Says that the certificate is there. */
export function enrolmentDonePage(language: Language, { isLinked }: { readonly isLinked: boolean }): Page {
  const words = messages[language].enrolmentDone;
  return { markup: framed(language, words.title, markup`<p class="lead">${words.lead}</p><p>${isLinked ? words.next : words.unlinked}</p>`) };
}
