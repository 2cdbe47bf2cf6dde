import type { Language } from '@paraph/kernel';
import type { OwnCredential } from '../../../domain/account/own-credentials.js';
import { markup, type Html } from '../markup.js';
import { messages } from '../messages.js';
import { visibleText } from '../visible-text.js';
import { day } from './moment.js';

/** What people call a certificate: the name in it, or its description where the SAM cannot be asked. */
export function subjectOf({ binding, credential, signer }: OwnCredential): string {
  return visibleText(commonName(binding?.subject) ?? (credential.description || signer.name));
}

/** The state that counts: the SAM's, unless the certificate's own time is over. */
export function stateOf({ binding, credential }: OwnCredential): 'active' | 'suspended' | 'revoked' | 'expired' | 'other' {
  if (binding?.state === 'revoked' || credential.state === 'revoked') return 'revoked';
  if (credential.state === 'expired') return 'expired';
  const state = binding?.state ?? credential.state;
  return state === 'active' || state === 'suspended' ? state : 'other';
}

/** What is known of a certificate at a glance. */
export function summaryFacts(own: OwnCredential, language: Language): Html[] {
  const words = messages[language].account;
  const { credential, signer } = own;
  return [
    fact(words.facts.state, words.states[stateOf(own)]),
    fact(words.facts.forWhom, signer.subscriberName),
    ...(credential.description === '' ? [] : [fact(words.facts.description, visibleText(credential.description))]),
    fact(words.facts.valid, words.facts.between(day(credential.validFrom, language), day(credential.validTo, language))),
  ];
}

/** One fact of a list. */
export function fact(name: string, value: string | Html): Html {
  return markup`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** The common name of a subject in RFC 4514 form; the whole of it where there is none. */
function commonName(subject: string | undefined): string | undefined {
  const name = /(?:^|,)CN=((?:\\.|[^,\\+])+)/i.exec(subject ?? '')?.[1];
  return name?.replace(/\\(.)/g, '$1') ?? subject;
}
