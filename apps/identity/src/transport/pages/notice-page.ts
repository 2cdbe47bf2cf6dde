import type { Language } from '@paraph/kernel';
import { markup, type Html } from './markup.js';
import { messages, type Messages } from './messages.js';
import { framed, type Page } from './page.js';

/** What a notice is about. */
export type NoticeKind = keyof Messages['notices'];

/** A page that says what happened, and nothing to do but to go `back` where there is such a place. */
export function noticePage(
  language: Language,
  kind: NoticeKind,
  { more = [], back }: { readonly more?: readonly string[]; readonly back?: string } = {},
): Page {
  const words = messages[language].notices[kind];
  const lines: readonly Html[] = words.lines.map((line) => markup`<p>${line}</p>`);
  const names = more.length === 0 ? '' : markup`<ul>${more.map((one) => markup`<li>${one}</li>`)}</ul>`;
  const link = back === undefined ? '' : markup`<p class="buttons"><a class="primary" href="${back}">${messages[language].account.back}</a></p>`;
  return { markup: framed(language, words.title, markup`${lines}${names}${link}`) };
}
