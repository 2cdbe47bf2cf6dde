import type { Language } from '@paraph/kernel';
import { markup, type Html } from './markup.js';
import { messages, type Messages } from './messages.js';
import { framed, type Page } from './page.js';

/** What a notice is about. */
export type NoticeKind = keyof Messages['notices'];

/** A page that says what happened, and nothing to do. */
export function noticePage(language: Language, kind: NoticeKind, more: readonly string[] = []): Page {
  const words = messages[language].notices[kind];
  const lines: readonly Html[] = [...words.lines, ...more].map((line) => markup`<p>${line}</p>`);
  return { markup: framed(language, words.title, markup`${lines}`) };
}
