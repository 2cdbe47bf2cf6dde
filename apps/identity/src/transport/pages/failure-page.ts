import type { Language } from '@paraph/kernel';
import { markup } from './markup.js';
import { messages } from './messages.js';
import { framed, type Page } from './page.js';

/** Why a page cannot be: the request is over, was never there, was refused, cannot be read; the service is busy, or broken. */
export type FailureKind = 'over' | 'unknown' | 'refused' | 'unreadable' | 'busy' | 'broken';

/** A page for a person whose request led nowhere. */
export function failurePage(language: Language, { kind, reference }: { readonly kind: FailureKind; readonly reference: string | undefined }): Page {
  const words = messages[language].failure;
  const trace = reference === undefined ? markup`` : markup`<p class="note">${words.reference} <code>${reference}</code></p>`;
  return { markup: framed(language, words.titles[kind], markup`<p class="lead">${words.texts[kind]}</p><p>${words.aftermath}</p>${trace}`) };
}
