import { askingRows } from '../evidence/model.js';
import { messages } from '../messages.js';
import { shownMoment, technicalRows } from '../text/shown.js';
import { commonName } from '../text/subject.js';
import { visibleText } from '../text/visible-text.js';
import { waitingWords } from '../text/waiting-time.js';

/**
 * @typedef {import('../messages.js').Language} Language
 * @typedef {import('../messages.js').Messages} Messages
 */

/**
 * Everything a signer gets to see before a change of a credential, as plain text in one language.
 * @param {import('../statement.js').VerifiedChange} verified
 * @param {Language} language
 * @param {{ locale?: string | undefined, offered?: string | undefined }} [more]
 */
export function describeChange({ statement, challenge, keyId }, language, { locale = language, offered } = {}) {
  const say = messages[language];
  const { change, credential, waitSeconds } = statement;
  const { titles, leads, acts, consents } = say.change;
  const name = commonName(credential.subject);
  return {
    documentTitle: say.change.documentTitle,
    title: change.act === 'add-means' ? titles['add-means'][change.kind] : titles[change.act],
    lead: leads[change.act],
    certificate: { name: name === undefined ? undefined : visibleText(name), subject: visibleText(credential.subject) },
    act: change.act === 'add-means' ? acts['add-means'][change.kind] : acts[change.act],
    means: statement.removed === undefined ? undefined : `${say.change.meansKinds[statement.removed.kind]} ${visibleText(statement.removed.hint)}`.trim(),
    takesEffect: takesEffect(statement, say),
    expiry: shownMoment(statement.exp, locale),
    consent: consents[change.act],
    technical: technicalRows(say, [
      ['change', statement.jti],
      change.act === 'remove-means' ? ['means', change.meansId] : undefined,
      ['credential', credential.id],
      ['subject', credential.subject],
      ['wait', `${waitSeconds} s`],
      ['issued', shownMoment(statement.iat, locale).text],
      ...askingRows(statement),
      ['statementKey', keyId],
      ['challenge', challenge],
      offered === undefined ? undefined : ['offered', offered],
    ]),
  };
}

/**
 * Only means wait; a suspension ends with the confirmation, and so does a key, when the application has it done.
 * @param {import('./shape.js').ChangeStatement} statement @param {Messages} say
 */
function takesEffect({ change, waitSeconds }, say) {
  if (change.act === 'destroy') return say.change.soon;
  if (waitSeconds === 0 || change.act === 'resume') return say.change.atOnce;
  return say.change.waits[change.act](waitingWords(waitSeconds, say));
}
