import { en } from './messages.en.js';
import { fr } from './messages.fr.js';

/**
 * Every sentence of the page. A language that lacks one does not type-check.
 * @typedef {import('./refusal.js').RefusalCode} RefusalCode
 * @typedef {'activation' | 'clientId' | 'credential' | 'subject' | 'policy' | 'policyDigest' | 'issued' | 'nonce'
 *   | 'encryptionKey' | 'statementKey' | 'challenge'} TechnicalTerm
 * @typedef {{
 *   language: string,
 *   title: (count: number) => string,
 *   documentTitle: string,
 *   lead: (client: string, count: number) => [before: string, client: string, after: string],
 *   switchLanguage: string,
 *   loading: string,
 *   verified: string,
 *   skip: string,
 *   partiesHeading: string,
 *   application: string,
 *   certificate: string,
 *   fingerprint: string,
 *   signatures: string,
 *   evidence: string,
 *   evidenceKinds: Record<string, string>,
 *   evidenceAnd: string,
 *   evidenceOr: string,
 *   expiry: string,
 *   documentsHeading: (count: number) => string,
 *   documentNumber: (position: number, total: number) => string,
 *   labelSources: Record<'unverified' | 'client-signed', string>,
 *   unnamed: string,
 *   hash: string,
 *   fullHash: string,
 *   unverifiedNote: string,
 *   further: (count: number, client: string) => string,
 *   furtherWarning: (client: string) => string,
 *   technicalHeading: string,
 *   technical: Record<TechnicalTerm, string>,
 *   decisionHeading: string,
 *   consent: (count: number, further: string) => string,
 *   consentMissing: string,
 *   proceed: string,
 *   refuse: string,
 *   nothingYet: string,
 *   leaving: string,
 *   refusing: string,
 *   soonExpired: string,
 *   refusalTitle: string,
 *   refusalTitleExpired: string,
 *   refusalAftermath: string,
 *   refusalCode: string,
 *   refusals: Record<RefusalCode, string>,
 * }} Messages
 * @typedef {'en' | 'fr'} Language
 */

/** @type {Readonly<Record<Language, Messages>>} */
export const messages = { en, fr };

/** @type {readonly Language[]} */
export const languages = ['fr', 'en'];

/**
 * The first of the browser's languages that the page speaks; English when it speaks none of them.
 * @param {readonly string[]} preferred `navigator.languages`, best first
 * @returns {Language}
 */
export function chooseLanguage(preferred) {
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-')[0];
    const language = languages.find((one) => one === primary);
    if (language) return language;
  }
  return 'en';
}
