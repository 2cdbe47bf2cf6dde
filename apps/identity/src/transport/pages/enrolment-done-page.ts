import type { Language } from '@paraph/kernel';
import { markup } from './markup.js';
import { messages } from './messages.js';
import { framed, type Page } from './page.js';

interface EnrolmentEnd {
  readonly isLinked: boolean;
  readonly isPending: boolean;
}

/** Says that the certificate is there, or on its way. */
export function enrolmentDonePage(language: Language, { isLinked, isPending }: EnrolmentEnd): Page {
  const words = messages[language][isPending ? 'enrolmentPending' : 'enrolmentDone'];
  return { markup: framed(language, words.title, markup`<p class="lead">${words.lead}</p><p>${isLinked ? words.next : words.unlinked}</p>`) };
}
