import type { Language } from '@paraph/kernel';
import type { EnrolmentDescription } from '../../domain/ports/sam.js';
import { markup, type Html } from './markup.js';
import { messages } from './messages.js';
import { framed, type Page } from './page.js';

export interface EnrolmentForm {
  readonly enrolment: EnrolmentDescription;
  /** Ties the form to the browser it is sent to. */
  readonly token: string;
  /** The form came back without the signer's mark. */
  readonly unticked: boolean;
}

/** What an enrolment makes, its terms, and the signer's own mark under them: nothing is ticked beforehand (ACT-01). */
export function enrolmentPage(language: Language, form: EnrolmentForm): Page {
  const words = messages[language].enrolment;
  const content = markup`
      <p class="lead">${words.lead}</p>
      <section class="card" aria-labelledby="steps">
        <h2 id="steps">${words.stepsHeading}</h2>
        <ol>${words.steps.map((line) => markup`<li>${line}</li>`)}</ol>
      </section>
      ${facts(language, form.enrolment)}
      <section class="card" aria-labelledby="terms">
        <h2 id="terms">${words.termsHeading(form.enrolment.terms.version)}</h2>
        <div class="terms" tabindex="0" role="region" aria-labelledby="terms">${form.enrolment.terms.text}</div>
      </section>
      ${acceptance(language, form)}`;
  const provider = new URL(form.enrolment.provider).origin;
  return { markup: framed(language, words.title, content), formTargets: [provider], status: form.unticked ? 400 : 200 };
}

function facts(language: Language, { keyThumbprint, algorithm, provider, expiresAt }: EnrolmentDescription): Html {
  const words = messages[language].enrolment;
  const end = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(expiresAt));
  return markup`<section class="card" aria-labelledby="key">
        <h2 id="key">${words.keyHeading}</h2>
        <dl class="facts">
          <div><dt>${words.thumbprint}</dt><dd><code class="exact">${keyThumbprint}</code></dd></div>
          <div><dt>${words.algorithm}</dt><dd>${words.algorithms[algorithm]}</dd></div>
          <div><dt>${words.provider}</dt><dd>${provider}</dd></div>
          <div><dt>${words.expiry}</dt><dd>${end} UTC</dd></div>
        </dl>
      </section>`;
}

function acceptance(language: Language, { enrolment, token, unticked }: EnrolmentForm): Html {
  const words = messages[language].enrolment;
  const missing = unticked ? markup`<p class="missing" id="missing" role="alert">${words.missing}</p>` : markup``;
  const marks = unticked ? markup` aria-invalid="true" aria-describedby="missing"` : markup``;
  return markup`<form class="card decision" method="post" action="/enrolment/${enrolment.enrolmentId}/accept?lang=${language}">
        <input type="hidden" name="token" value="${token}">
        <p class="consent">
          <input type="checkbox" id="accept" name="accept" value="yes" required${marks}>
          <label for="accept">${words.accept}</label>
        </p>
        ${missing}
        <button class="primary" type="submit">${words.proceed}</button>
        <p class="note">${words.declining}</p>
      </form>`;
}
