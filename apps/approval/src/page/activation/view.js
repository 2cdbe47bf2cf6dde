import { documentsSection } from '../documents/view.js';
import { alternativesOf } from '../evidence/alternatives.js';
import { evidenceTask } from '../evidence/task.js';
import { consent } from '../parts/consent.js';
import { decisionSection } from '../parts/decision.js';
import { element } from '../parts/element.js';
import { card, facts, hash, moment, row, strong, subject, technicalDetails } from '../parts/facts.js';
import { openingSection } from '../parts/opening.js';
import { hasWebAuthn } from '../passkey/failures.js';
import { recall, remember } from '../session.js';
import { describeStatement } from './model.js';

/** @typedef {import('../scene.js').Scene} Scene */

/**
 * A signature to approve.
 * @param {import('../statement.js').VerifiedStatement} verified
 * @param {Scene} scene
 * @returns {import('../scene.js').Shown}
 */
export function activationView(verified, { language, locale, say, hints, ways }) {
  const { statement, challenge } = verified;
  const { evidence, means, encryptionKey, exp } = statement;
  const view = describeStatement(verified, language, locale);
  const asked = { means, encryptionKey, challenge, wasSent: hints.sent !== undefined, end: exp, say };
  const memory = { recalled: recall(`choice ${challenge}`), onChosen: (/** @type {string} */ name) => remember(`choice ${challenge}`, name) };
  const task = evidenceTask(alternativesOf(evidence, hints.given, { means, hasWebAuthn: hasWebAuthn() }), asked, memory);
  const agreement = consent({ sentence: view.consent, missing: say.common.consentMissing, challenge, locale }, say);
  return {
    documentTitle: view.documentTitle,
    nodes: [
      openingSection({ title: view.title, lead: [strong(view.client), view.lead] }, say),
      parties(view, say),
      documentsSection(view, say),
      decisionSection({ again: hints.again, consent: agreement, task, note: say.activation.nothingYet }, ways, say),
      technicalDetails(view.technical, say),
    ],
  };
}

/** @param {import('./model.js').ApprovalView} view @param {import('../messages.js').Messages} say */
function parties({ client, certificate, signatures, evidence, expiry }, say) {
  return card(
    'parties',
    say.activation.partiesHeading,
    facts(
      row(say.activation.application, strong(client)),
      row(say.activation.certificate, ...subject(certificate), hash(certificate.fingerprint, say.activation.fingerprint, say)),
      row(say.activation.signatures, signatures),
      row(say.activation.evidence, ...evidence.map((line) => element('span', {}, line))),
      row(say.common.expiry, moment(expiry)),
    ),
  );
}
