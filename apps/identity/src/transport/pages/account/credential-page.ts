import { renewalKinds } from '@paraph/contracts';
import type { Language } from '@paraph/kernel';
import type { OwnCredential } from '../../../domain/account/own-credentials.js';
import type { SignatureList } from '../../../domain/ports/sam.js';
import { markup, type Html } from '../markup.js';
import { messages } from '../messages.js';
import { framed, type Page } from '../page.js';
import { signOutForm, type FormTicket } from './account-page.js';
import { fact, stateOf, subjectOf, summaryFacts } from './credential-facts.js';
import { meansSection, type ChangeForms } from './means-section.js';
import type { Said } from './messages.js';
import { signaturesSection } from './signatures-section.js';

/** What one certificate's page is made of. */
export interface CredentialView {
  readonly own: OwnCredential;
  /** Absent while the SAM does not answer. */
  readonly activations: SignatureList['activations'] | undefined;
  readonly changes: ChangeForms;
  /** Where its renewal is asked for. */
  readonly renewals: FormTicket;
  readonly signOut: FormTicket;
  readonly said?: Said | undefined;
  /** Origin of the approval page, where changes are proven. */
  readonly approval: string;
}

/** One certificate: what it is, how its signer proves themselves, what it signed, and how to stop it. */
export function credentialPage(language: Language, { own, activations, changes, renewals, signOut, said, approval }: CredentialView): Page {
  const words = messages[language].account;
  const { binding } = own;
  const isActive = stateOf(own) === 'active';
  const content = markup`
      ${said === undefined ? '' : markup`<p class="${said === 'suspended' ? 'said' : 'missing'}" role="status">${words.said[said]}</p>`}
      <section class="card">
        <dl class="facts">${summaryFacts(own, language)}${binding === undefined ? '' : fact(words.facts.promise, words.promises[binding.promise])}</dl>
      </section>
      ${isActive || binding === undefined ? suspendSection(own, language) : ''}
      ${stateOf(own) === 'suspended' && binding !== undefined ? resumeSection(changes, language) : ''}
      ${binding === undefined ? markup`<p class="card">${words.absent}</p>` : meansSection({ binding, isActive, changes }, language)}
      ${isActive && binding !== undefined ? renewalSection(renewals, language) : ''}
      ${activations === undefined ? '' : signaturesSection(activations, language)}
      <p class="buttons"><a class="secondary" href="/account?lang=${language}">${words.back}</a></p>
      ${signOutForm(language, signOut)}`;
  return { markup: framed(language, subjectOf(own), content), formTargets: [approval], ownForms: true };
}

function suspendSection({ credential }: OwnCredential, language: Language): Html {
  const words = messages[language].account.suspend;
  return markup`<section class="card" aria-labelledby="suspend">
        <h2 id="suspend">${words.title}</h2>
        <p>${words.lead}</p>
        <p class="buttons"><a class="danger" href="/account/credentials/${credential.credentialId}/suspend?lang=${language}">${words.button}</a></p>
      </section>`;
}

function renewalSection({ action, token }: FormTicket, language: Language): Html {
  const words = messages[language].account.renew;
  return markup`<section class="card" aria-labelledby="renew">
        <h2 id="renew">${words.title}</h2>
        <p>${words.lead}</p>
        <form method="post" action="${action}?lang=${language}">
          <input type="hidden" name="token" value="${token}">
          ${renewalKinds.map(
            (kind) => markup`<p>${words.kinds[kind].lead}</p>
          <p class="buttons"><button type="submit" class="secondary" name="renews" value="${kind}">${words.kinds[kind].button}</button></p>`,
          )}
        </form>
      </section>`;
}

function resumeSection({ action, token }: ChangeForms, language: Language): Html {
  const words = messages[language].account.resume;
  return markup`<section class="card" aria-labelledby="resume">
        <h2 id="resume">${words.title}</h2>
        <p>${words.lead}</p>
        <form method="post" action="${action}?lang=${language}" class="buttons">
          <input type="hidden" name="token" value="${token}">
          <button type="submit" class="primary" name="change" value="resume">${words.button}</button>
        </form>
      </section>`;
}

/** The step before a suspension. */
export function suspendPage(language: Language, own: OwnCredential, { action, token }: FormTicket): Page {
  const words = messages[language].account.suspend;
  const content = markup`
      <p class="lead"><bdi>${subjectOf(own)}</bdi></p>
      ${words.confirmLines.map((line) => markup`<p>${line}</p>`)}
      <form method="post" action="${action}?lang=${language}" class="buttons">
        <input type="hidden" name="token" value="${token}">
        <button type="submit" class="danger">${words.confirm}</button>
        <a class="secondary" href="/account/credentials/${own.credential.credentialId}?lang=${language}">${words.cancel}</a>
      </form>`;
  return { markup: framed(language, words.confirmTitle, content), ownForms: true };
}
