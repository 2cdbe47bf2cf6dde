import type { Language } from '@paraph/kernel';
import { markup } from './markup.js';
import { messages } from './messages.js';
import { framed, type Page } from './page.js';

/** The way back from the approval page: its script posts what stands behind the `#` to `action`, on this origin. */
export function carryPage(language: Language, action: string): Page {
  const words = messages[language].carry;
  const content = markup`
      <p id="waiting" role="status" hidden>${words.waiting}</p>
      <p id="empty" hidden>${words.empty}</p>
      <noscript><p>${words.noScript}</p></noscript>
      <form method="post" action="${action}" hidden>
        <input type="hidden" name="challenge">
        <input type="hidden" name="act">
      </form>`;
  return { markup: framed(language, words.title, content, { script: '/assets/carry.js' }), script: true };
}
