import { activationView } from './activation/view.js';
import { approverView } from './approver/view.js';
import { requireOwnRegistrations } from './change/offered.js';
import { changeView } from './change/view.js';
import { countdown } from './countdown.js';
import { destinations } from './destination.js';
import { enrolmentView } from './enrolment/view.js';
import { isApproverFragment } from './fragment.js';
import { chooseLanguage, messages } from './messages.js';
import { languageSwitch } from './parts/language-switch.js';
import { refusalSection } from './parts/refusal-view.js';
import { proposalView } from './proposal/view.js';
import { Refusal } from './refusal.js';
import { release } from './release.js';
import { readRequest } from './request.js';
import { toBase32 } from './sealed/base32.js';
import { recall, remember } from './session.js';
import { requireCurrent } from './statement.js';

/** @typedef {import('./request.js').ReadRequest} ReadRequest */

const content = find('content');
const status = find('status');
const asked = /[#&]lang=(en|fr)(?=&|$)/.exec(location.hash)?.[1];
let language = chooseLanguage([recall('language'), asked, ...navigator.languages]);
/** @type {ReadRequest | Refusal | 'approver' | undefined} */
let request;
/** @type {import('./approver/view.js').Made | undefined} */
let approver;
/** Ends whatever the view on screen has begun, such as waiting for a passkey, when another takes its place. */
let drawn = new window.AbortController();
// One for the whole visit: whoever put it into an app and then changes the language must not have to begin again.
const totpSecret = toBase32(crypto.getRandomValues(new Uint8Array(20)));

// Another request in the same tab starts from nothing: what is on screen must never belong to an earlier address.
window.addEventListener('hashchange', () => location.reload());
// A page brought back by the browser's history would still show a decision that was already taken.
window.addEventListener('pageshow', (event) => event.persisted && location.reload());

find('skip').addEventListener('click', () => document.getElementById('decision')?.focus());
find('languages').append(
  ...languageSwitch(language, (chosen) => {
    language = chosen;
    remember('language', chosen);
    void show();
  }),
);
await show();
request = await read().catch((reason) => (reason instanceof Refusal ? reason : new Refusal('statement.malformed', 'unforeseen', reason)));
await show();
const left = countdown(isRequest(request) ? request.verified.statement.exp : Infinity);
const clock = window.setInterval(watchTheTime, 1000);
welcome();

/** @returns {Promise<ReadRequest | 'approver'>} */
async function read() {
  if (isApproverFragment(location.hash)) return 'approver';
  const found = await readRequest(location.hash, { keys: release.statementKeys, now: new Date() });
  if (found.hints.offered !== undefined) requireOwnRegistrations(found.verified.statement.jti, found.hints.offered);
  return found;
}

/** Draws the whole request anew, in another language too; a box that was ticked is then empty again, for its sentence changed. */
async function show() {
  drawn.abort();
  const { signal } = (drawn = new window.AbortController());
  const say = messages[language];
  document.documentElement.lang = language;
  find('languages').setAttribute('aria-label', say.common.switchLanguage);
  find('skip').textContent = say.common.skip;
  const shown = await view(say, signal);
  if (signal.aborted) return;
  document.title = `${shown.documentTitle} – Paraph`;
  content.replaceChildren(...shown.nodes);
  find('skip').hidden = !document.getElementById('decision');
}

/** @param {import('./messages.js').Messages} say @param {AbortSignal} signal @returns {import('./scene.js').Shown | Promise<import('./scene.js').Shown>} */
function view(say, signal) {
  if (!request) return { documentTitle: say.common.loading, nodes: [document.createTextNode(say.common.loading)] };
  if (request instanceof Refusal) return { documentTitle: say.refusals.title, nodes: [refusalSection(request, say)] };
  if (request === 'approver') return approverView({ say, announce, signal, made: approver, onMade: showApprover });

  const { verified, hints, evidenceChallenge } = request;
  const lead = destinations(release.identityOrigin, verified.kind, { jti: verified.statement.jti, uid: hints.uid });
  const locale = navigator.languages.find((tag) => tag.startsWith(`${language}-`)) ?? language;
  const ways = {
    carry: (/** @type {import('./destination.js').Act} */ act) => leave(lead.carry(verified.challenge, act), say.common.leaving),
    refuse: () => leave(lead.refuse(verified.challenge), say.common.refusing),
    announce,
    signal,
  };
  const scene = { language, locale, say, hints, ways, totpSecret };
  switch (verified.kind) {
    case 'activation':
      return activationView(verified, scene);
    case 'enrolment':
      return enrolmentView(verified, scene);
    case 'change':
      return changeView(verified, evidenceChallenge, scene);
    case 'proposal':
      return proposalView(verified, scene);
  }
}

function showApprover(/** @type {import('./approver/view.js').Made} */ made) {
  approver = made;
  void show().then(focusHeading);
}

/** Replaces this page in the history, so that "back" does not offer a decision that was taken. */
function leave(/** @type {string} */ address, /** @type {string} */ sentence) {
  window.clearInterval(clock);
  announce(sentence);
  location.replace(address);
}

/**
 * Says how the check ended to whoever cannot see it, and what became of the last try. Who comes back in the middle of a
 * request is led to where they were; who comes for the first time begins at the top.
 */
function welcome() {
  if (request instanceof Refusal) return focusHeading();
  const again = document.getElementById('again')?.textContent;
  if (again || content.querySelector('.agreed')) document.getElementById('decision')?.focus();
  if (isRequest(request)) announce([messages[language].common.verified, again].filter((one) => one !== undefined).join(' '));
}

function watchTheTime() {
  if (!isRequest(request)) return window.clearInterval(clock);
  const now = new Date();
  try {
    requireCurrent(request.verified.statement, now);
    if (left.look(now) === 'soon') announce(messages[language].common.soonExpired);
  } catch (reason) {
    if (!(reason instanceof Refusal)) throw reason;
    request = reason;
    void show().then(focusHeading);
  }
}

/** @param {typeof request} value @returns {value is ReadRequest} */
function isRequest(value) {
  return value !== undefined && value !== 'approver' && !(value instanceof Refusal);
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
