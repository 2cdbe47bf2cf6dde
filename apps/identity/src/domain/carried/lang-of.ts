import type { Language } from '@paraph/kernel';
import type { PendingAuthorisation } from '../ports/pending-authorisations.js';
import { knownLanguage } from './known-language.js';

/** The language the application asked for, if it is one of ours. */
export function langOf({ parameters }: Pick<PendingAuthorisation, 'parameters'>): Language | undefined {
  return knownLanguage(parameters['lang']);
}
