import { documentsSection } from '../documents/view.js';
import { consent } from '../parts/consent.js';
import { decisionSection } from '../parts/decision.js';
import { element, isolated } from '../parts/element.js';
import { card, exact, facts, hash, moment, row, strong, technicalDetails, titledCard } from '../parts/facts.js';
import { openingSection } from '../parts/opening.js';
import { registerTask } from '../register/task.js';
import { describeEnrolment } from './model.js';

/**
 * A key to take possession of.
 * @param {import('../statement.js').VerifiedEnrolment} verified
 * @param {import('../scene.js').Scene} scene
 * @returns {import('../scene.js').Shown}
 */
export function enrolmentView(verified, { language, locale, say, hints, ways, totpSecret }) {
  const { statement, challenge } = verified;
  const { credential, encryptionKey, register, exp } = statement;
  const view = describeEnrolment(verified, language, locale);
  const registering = { challenge, encryptionKey, keyName: credential.id.slice(0, 11), registered: [], totpSecret, end: exp, say };
  const task = register.length === 0 ? acceptTask(say.enrolment.action(view.provider)) : registerTask(register, registering);
  const agreement = consent({ sentence: view.consent, missing: say.enrolment.consentMissing, challenge, locale }, say);
  return {
    documentTitle: view.documentTitle,
    nodes: [
      openingSection({ title: view.title, lead: view.session ? [strong(view.session.client), view.lead] : [view.lead] }, say),
      ...(view.session ? [documentsSection(view.session, say), element('p', { class: 'note' }, say.enrolment.session.onlyFor)] : []),
      card(
        'key',
        say.enrolment.factsHeading,
        facts(
          row(say.enrolment.provider, strong(view.provider)),
          row(say.enrolment.algorithm, view.algorithm),
          row(say.enrolment.keyThumbprint, hash(view.keyThumbprint, undefined, say)),
          row(say.enrolment.credential, exact(credential.id)),
          view.renewed === undefined || view.renewed === '' ? undefined : row(say.enrolment.renewed, strong(view.renewed)),
          view.orders && row(say.enrolment.orders, strong(view.orders.client), element('p', { class: 'warning' }, view.orders.warning)),
          row(say.enrolment.registers, view.registers),
          row(say.common.expiry, moment(view.expiry)),
        ),
      ),
      titledCard('terms', view.terms.heading, ...view.terms.paragraphs.map((paragraph) => element('p', {}, isolated(paragraph)))),
      decisionSection({ again: hints.again, consent: agreement, task, note: view.session ? say.activation.nothingYet : say.enrolment.nothingYet }, ways, say),
      technicalDetails(view.technical, say),
    ],
  };
}

/** Nothing to register: the terms are accepted and the provider is next. @param {string} label @returns {import('../parts/decision.js').Task} */
function acceptTask(label) {
  return { content: [], label: () => label, waiting: () => undefined, run: async () => ({ kind: 'accept' }) };
}
