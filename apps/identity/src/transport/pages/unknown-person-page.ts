import type { Language } from '@paraph/kernel';
import { markup } from './markup.js';
import { messages } from './messages.js';
import { framed, type Page } from './page.js';

/** Says that whoever signed in is nobody's signer here; the application learns no more than that it was refused. */
export function unknownPersonPage(language: Language, location: string): Page {
  const words = messages[language].unknownPerson;
  const content = markup`
      <p class="lead">${words.lead}</p>
      <p>${words.advice}</p>
      <p class="buttons"><a class="primary" href="${location}">${words.back}</a></p>`;
  return { markup: framed(language, words.title, content), status: 403 };
}
