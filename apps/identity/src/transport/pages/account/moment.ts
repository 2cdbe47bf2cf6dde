import type { Language } from '@paraph/kernel';
import { markup, type Html } from '../markup.js';

/** A day before its month in both languages. */
const locales: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR' };

/** A day, as people write it; all times are universal time, and say so where an hour is shown. */
export function day(moment: string, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(moment));
}

/** A day with its hour. */
export function hour(moment: string, language: Language): string {
  return `${new Intl.DateTimeFormat(locales[language], { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(Date.parse(moment))} UTC`;
}

/** The same for machines too. */
export function time(moment: string, language: Language): Html {
  return markup`<time datetime="${moment}">${hour(moment, language)}</time>`;
}
