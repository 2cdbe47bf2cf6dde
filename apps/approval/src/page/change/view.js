import { alternativesOf } from '../evidence/alternatives.js';
import { evidenceTask } from '../evidence/task.js';
import { consent } from '../parts/consent.js';
import { decisionSection } from '../parts/decision.js';
import { element } from '../parts/element.js';
import { card, facts, moment, row, strong, subject, technicalDetails } from '../parts/facts.js';
import { openingSection } from '../parts/opening.js';
import { hasWebAuthn } from '../passkey/failures.js';
import { registerTask } from '../register/task.js';
import { recall, remember } from '../session.js';
import { commonName } from '../text/subject.js';
import { visibleText } from '../text/visible-text.js';
import { describeChange } from './model.js';
import { rememberRegistrations } from './offered.js';

/**
 * A change of a credential. A new means is registered first; when identity has handed it to the SAM and the signer is back,
 * older means are given over a challenge that commits to it.
 * @param {import('../statement.js').VerifiedChange} verified
 * @param {string} evidenceChallenge what evidence is given over
 * @param {import('../scene.js').Scene} scene
 * @returns {import('../scene.js').Shown}
 */
export function changeView(verified, evidenceChallenge, { language, locale, say, hints, ways, totpSecret }) {
  const { statement, challenge } = verified;
  const { change, credential, evidence, means, encryptionKey, exp } = statement;
  const view = describeChange(verified, language, { locale, offered: hints.offered });

  const registersFirst = change.act === 'add-means' && hints.offered === undefined;
  const asked = { means, encryptionKey, challenge: evidenceChallenge, wasSent: hints.sent !== undefined, end: exp, say };
  const memory = { recalled: recall(`choice ${challenge}`), onChosen: (/** @type {string} */ name) => remember(`choice ${challenge}`, name) };
  const registering = {
    ...{ challenge, encryptionKey, totpSecret, end: exp, say },
    keyName: visibleText(commonName(credential.subject) ?? credential.id.slice(0, 11)).slice(0, 60),
    registered: (means.passkeys ?? []).map(({ id }) => id),
  };
  const task = registersFirst
    ? registerTask([change.kind], registering, (registrations) => rememberRegistrations(statement.jti, registrations))
    : evidenceTask(alternativesOf(evidence, hints.given, { means, hasWebAuthn: hasWebAuthn() }), asked, memory);
  const heading = change.act === 'add-means' ? (registersFirst ? say.change.registerHeading : say.change.evidenceHeading) : undefined;
  const content = [
    heading === undefined ? undefined : element('h3', { class: 'stage' }, heading),
    change.act === 'add-means' && !registersFirst ? element('p', {}, say.change.registered) : undefined,
    ...task.content,
  ];
  const agreement = consent({ sentence: view.consent, missing: say.common.consentMissing, challenge, locale }, say);
  return {
    documentTitle: view.documentTitle,
    nodes: [
      openingSection({ title: view.title, lead: [view.lead] }, say),
      card(
        'facts',
        say.change.factsHeading,
        facts(
          row(say.change.certificate, ...subject(view.certificate)),
          row(say.change.act, strong(view.act)),
          view.means === undefined ? undefined : row(say.change.means, strong(view.means)),
          row(say.change.counts, view.takesEffect),
          row(say.common.expiry, moment(view.expiry)),
        ),
      ),
      decisionSection({ again: hints.again, consent: agreement, task: { ...task, content }, note: say.change.nothingYet }, ways, say),
      technicalDetails(view.technical, say),
    ],
  };
}
