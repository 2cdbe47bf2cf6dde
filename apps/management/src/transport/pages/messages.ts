import type { Language } from '@paraph/kernel';
import { en } from './messages.en.js';
import { fr } from './messages.fr.js';

/** What one page says. */
interface PageWords {
  readonly title: string;
  readonly lead: string;
  readonly action: string;
  readonly done: string;
  readonly over: string;
}

/** What the pages say, in one language. */
export interface Messages {
  readonly language: string;
  readonly switchLanguage: string;
  readonly noScript: string;
  readonly signIn: PageWords & { readonly code: string; readonly begun: string };
  readonly invitation: PageWords & { readonly name: string };
  readonly working: string;
  readonly cancelled: string;
  readonly refused: string;
  readonly unsupported: string;
  readonly unavailable: string;
}

export const messages: Readonly<Record<Language, Messages>> = { en, fr };
