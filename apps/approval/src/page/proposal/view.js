import { consent } from '../parts/consent.js';
import { decisionSection } from '../parts/decision.js';
import { element } from '../parts/element.js';
import { exact, facts, hash, moment, row, strong, technicalDetails, titledCard } from '../parts/facts.js';
import { openingSection } from '../parts/opening.js';
import { askPasskey } from '../passkey/ask.js';
import { hasWebAuthn, patience } from '../passkey/failures.js';
import { describeProposal } from './model.js';

/**
 * A proposal to approve.
 * @param {import('../statement.js').VerifiedProposal} verified
 * @param {import('../scene.js').Scene} scene
 * @returns {Promise<import('../scene.js').Shown>}
 */
export async function proposalView(verified, { language, locale, say, hints, ways }) {
  const { challenge } = verified;
  const view = await describeProposal(verified, language, locale);
  const agreement = consent({ sentence: view.consent, missing: say.proposal.consentMissing, challenge, locale }, say);
  return {
    documentTitle: view.documentTitle,
    nodes: [
      openingSection({ title: view.title, lead: [view.lead] }, say),
      titledCard(
        'act',
        say.proposal.actHeading,
        facts(
          ...view.about.map(({ term, value }) => row(term, strong(value))),
          ...view.parts.filter(({ heading }) => heading === undefined).flatMap(({ rows }) => actRows(rows, say)),
          row(say.common.expiry, moment(view.expiry)),
        ),
        ...view.parts.filter(({ heading }) => heading !== undefined).map((part) => actPart(part, say)),
      ),
      titledCard(
        'deciders',
        say.proposal.decidersHeading,
        element('p', {}, view.decides),
        element('ul', { class: 'people' }, ...view.approvers.map(({ name, id }) => element('li', {}, strong(name), ' ', exact(id)))),
      ),
      decisionSection({ again: hints.again, consent: agreement, task: approveTask(verified, say), note: say.proposal.nothingYet }, ways, say),
      technicalDetails(view.technical, say),
    ],
  };
}

/** @param {import('./act-model.js').ActPart} part @param {import('../messages.js').Messages} say */
function actPart({ heading, rows }, say) {
  return element('div', { class: 'part' }, element('h3', {}, heading), facts(...actRows(rows, say)));
}

/** @param {import('./act-model.js').ActRow[]} rows @param {import('../messages.js').Messages} say */
function actRows(rows, say) {
  return rows.map((one) => {
    if ('hash' in one) return row(one.term, hash(one.hash, undefined, say));
    return row(one.term, 'words' in one ? one.words : exact(one.value));
  });
}

/**
 * The passkey of any one of the approvers: whose it was, the SAM sees by itself.
 * @param {import('../statement.js').VerifiedProposal} verified
 * @param {import('../messages.js').Messages} say
 * @returns {import('../parts/decision.js').Task}
 */
function approveTask({ statement, challenge }, say) {
  const isPossible = hasWebAuthn();
  return {
    content: [isPossible ? element('p', { class: 'only' }, say.proposal.explain) : element('p', { class: 'warning' }, say.evidence.obstacles.noWebAuthn)],
    label: () => (isPossible ? say.proposal.action : undefined),
    waiting: () => say.evidence.passkey.waiting,
    run: async (signal) => {
      const allowed = statement.approvers.map(({ passkey }) => ({ id: passkey }));
      const assertion = await askPasskey({ challenge, allowed, timeout: patience(statement.exp), signal }, say.evidence.failures);
      return { kind: 'evidence', evidence: { kind: 'passkey', assertion } };
    },
  };
}
