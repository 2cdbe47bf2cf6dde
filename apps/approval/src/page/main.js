import { approvalSections, technicalDetails } from './approval-view.js';
import { decisionSection } from './decision-view.js';
import { destinations } from './destination.js';
import { parseFragment } from './fragment.js';
import { languageSwitch } from './language-switch.js';
import { chooseLanguage, messages } from './messages.js';
import { describeStatement } from './model.js';
import { refusalSection } from './refusal-view.js';
import { Refusal } from './refusal.js';
import { release } from './release.js';
import { requireCurrent, verifyStatement } from './statement.js';

/** @typedef {{ uid: string, verified: import('./statement.js').VerifiedStatement }} Request */

const content = find('content');
const status = find('status');
let language = chooseLanguage(navigator.languages);
/** @type {Request | Refusal | undefined} */
let request;

// Another request in the same tab starts from nothing: what is on screen must never belong to an earlier address.
window.addEventListener('hashchange', () => location.reload());
// A page brought back by the browser's history would still show a decision that was already taken.
window.addEventListener('pageshow', (event) => event.persisted && location.reload());

find('skip').addEventListener('click', () => find('decision').focus());
find('languages').append(
  ...languageSwitch(language, (chosen) => {
    language = chosen;
    show();
  }),
);
show();
request = await read().catch((reason) => (reason instanceof Refusal ? reason : new Refusal('statement.malformed', 'unforeseen', reason)));
show();
const clock = window.setInterval(watchTheTime, 1000);
if (request instanceof Refusal) focusHeading();
else announce(messages[language].verified);

/** @returns {Promise<Request>} */
async function read() {
  const { uid, statement } = parseFragment(location.hash);
  const verified = await verifyStatement(statement, { keys: release.statementKeys, now: new Date() });
  return { uid, verified };
}

/** Draws the whole request anew, in another language too; the box is then empty again, for its sentence changed. */
function show() {
  const say = messages[language];
  document.documentElement.lang = language;
  document.title = `${say.documentTitle} – Paraph`;
  find('languages').setAttribute('aria-label', say.switchLanguage);
  find('skip').textContent = say.skip;
  find('skip').hidden = !request || request instanceof Refusal;
  if (!request) return content.replaceChildren(say.loading);
  if (request instanceof Refusal) return content.replaceChildren(refusalSection(request, say));

  const { uid, verified } = request;
  const view = describeStatement(
    verified,
    language,
    navigator.languages.find((tag) => tag.startsWith(`${language}-`)),
  );
  const lead = destinations(release.identityOrigin, uid);
  content.replaceChildren(
    ...approvalSections(view, say),
    decisionSection(view, say, {
      proceed: () => leave(lead.proceed(verified.challenge), say.leaving),
      refuse: () => leave(lead.refuse, say.refusing),
    }),
    technicalDetails(view, say),
  );
}

/** Replaces this page in the history, so that "back" does not offer a decision that was taken. */
function leave(/** @type {string} */ address, /** @type {string} */ sentence) {
  window.clearInterval(clock);
  announce(sentence);
  location.replace(address);
}

function watchTheTime() {
  if (!request || request instanceof Refusal) return window.clearInterval(clock);
  const { statement } = request.verified;
  const now = new Date();
  try {
    requireCurrent(statement, now);
    if (Math.ceil(statement.exp - now.getTime() / 1000) === 60) announce(messages[language].soonExpired);
  } catch (reason) {
    if (!(reason instanceof Refusal)) throw reason;
    request = reason;
    show();
    focusHeading();
  }
}

function announce(/** @type {string} */ sentence) {
  status.textContent = sentence;
}

function focusHeading() {
  content.querySelector('h1')?.focus();
}

/** @param {string} id @returns {HTMLElement} */
function find(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html lacks #${id}`);
  return found;
}
