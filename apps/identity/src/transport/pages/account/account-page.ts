import type { Language } from '@paraph/kernel';
import type { OwnCredential } from '../../../domain/account/own-credentials.js';
import { markup, type Html } from '../markup.js';
import { messages } from '../messages.js';
import { framed, type Page } from '../page.js';
import { subjectOf, summaryFacts } from './credential-facts.js';

/** A form's address and the token that proves it comes from here. */
export interface FormTicket {
  readonly action: string;
  readonly token: string;
}

/** All certificates of a person. */
export function accountPage(language: Language, credentials: readonly OwnCredential[], signOut: FormTicket): Page {
  const words = messages[language].account;
  const content = markup`
      <p class="lead">${words.overview.lead}</p>
      ${credentials.length === 0 ? markup`<p class="card">${words.overview.none}</p>` : credentials.map((one) => entry(one, language))}
      ${signOutForm(language, signOut)}`;
  return { markup: framed(language, words.overview.title, content), ownForms: true };
}

/** Before anybody is signed in. */
export function accountSignInPage(language: Language): Page {
  const words = messages[language].account.signIn;
  const content = markup`
      <p class="lead">${words.lead}</p>
      ${words.lines.map((line) => markup`<p>${line}</p>`)}
      <p class="buttons"><a class="primary" href="/account/sign-in?lang=${language}">${words.proceed}</a></p>`;
  return { markup: framed(language, words.title, content) };
}

/** Somebody signed in whom nobody here knows. */
export function accountUnknownPage(language: Language): Page {
  const words = messages[language].account;
  const content = markup`
      <p class="lead">${words.unknown.lead}</p>
      <p>${words.unknown.advice}</p>
      <p class="buttons"><a class="secondary" href="/account?lang=${language}">${words.back}</a></p>`;
  return { markup: framed(language, words.unknown.title, content), status: 403 };
}

/** The way out. */
export function signOutForm(language: Language, { action, token }: FormTicket): Html {
  return markup`<form method="post" action="${action}?lang=${language}" class="way-out">
        <input type="hidden" name="token" value="${token}">
        <button type="submit" class="quiet">${messages[language].account.signOut}</button>
      </form>`;
}

function entry(own: OwnCredential, language: Language): Html {
  const words = messages[language].account.overview;
  const subject = subjectOf(own);
  const { credentialId } = own.credential;
  return markup`<section class="card">
        <h2><bdi>${subject}</bdi></h2>
        <dl class="facts" id="${credentialId}">${summaryFacts(own, language)}</dl>
        <p class="buttons"><a class="secondary" href="/account/credentials/${credentialId}?lang=${language}" aria-describedby="${credentialId}">${words.open(subject)}</a></p>
      </section>`;
}
