// Which view stands where in the address, and who is signed in.
import { beginSources, get, Refusal, remove, session } from './api.js';
import { fill, h } from './dom.js';
import { putSheet, takeSheetAway } from './print-sheet.js';
import { clearTrouble, whenSignedOut, wordsOf } from './trouble.js';
import { archiveView } from './view-archive.js';
import { complianceView } from './view-compliance.js';
import { eventView } from './view-event.js';
import { findView } from './view-find.js';
import { findingsView, findingView } from './view-findings.js';
import { overviewView } from './view-overview.js';
import { searchView } from './view-search.js';
import { signInView } from './view-sign-in.js';
import { transactionView } from './view-transaction.js';
import { named, say } from './words.js';

const views = {
  overview: overviewView,
  find: findView,
  transaction: transactionView,
  search: searchView,
  event: eventView,
  findings: findingsView,
  finding: findingView,
  compliance: complianceView,
  archive: archiveView,
};
const START = 'overview';
/** Under which link of the list a view stands that has none of its own. */
const WITHIN = { transaction: 'find', event: 'search', finding: 'findings' };
/** Roles that read the log; others have nothing to see here. */
const READERS = ['auditor', 'security-officer'];

const place = (id) => document.getElementById(id);
const view = place('view');
let turn = 0;
/** What is on the page: from which answers, and what was asked. */
let shown = { sources: beginSources(), asked: [] };

/** Goes to an address of this page; to the same one, it is looked at again. */
function go(hash) {
  if (location.hash === hash) void show();
  else location.hash = hash;
}

async function show() {
  const own = ++turn;
  const [name, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const chosen = Object.hasOwn(views, name) ? name : START;
  mark(WITHIN[chosen] ?? chosen);
  clearTrouble();
  // What is on its way is drawn beside the page, and only if nobody has gone on meanwhile.
  const next = h('div', {});
  const sources = beginSources();
  let asked = [];
  view.setAttribute('aria-busy', 'true');
  try {
    asked = await views[chosen](next, new URLSearchParams(query), go);
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) return own === turn ? signIn(say('signin.ended')) : undefined;
    troubleIn(next, error);
  } finally {
    if (own === turn) view.removeAttribute('aria-busy');
  }
  if (own !== turn) return;
  shown = { sources, asked };
  present(next.childNodes);
}

function present(nodes) {
  fill(view, ...nodes);
  const title = view.querySelector('h1');
  document.title = `${title?.textContent ?? ''} – Paraph`;
  title?.focus();
}

/** Which link is the present one; the other language shows the same view. */
function mark(chosen) {
  for (const link of document.querySelectorAll('#views a')) {
    if (link.hash === `#/${chosen}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  for (const link of document.querySelectorAll('.languages a')) link.hash = location.hash;
}

function troubleIn(element, error) {
  fill(element, h('h1', { tabindex: '-1' }, say('trouble.title')), h('p', { role: 'alert' }, wordsOf(error)));
}

function signIn(reason) {
  session.end();
  turn += 1;
  place('views').hidden = true;
  place('who').hidden = true;
  view.removeAttribute('aria-busy');
  clearTrouble();
  void signInView(view, () => void begin(say('signin.refused')), reason);
  document.title = `${say('signin.title')} – Paraph`;
}

/** @param refused what to say where the session that there is opens nothing */
async function begin(refused) {
  if (session.token === undefined) return signIn();
  try {
    const { kind, id, roles = [] } = await get('me');
    if (kind !== 'auditor') return signIn(say('signin.notHere'));
    const words = roles.map((role) => named('role', role)).join(', ');
    if (!roles.some((role) => READERS.includes(role))) return await turnAway(words);
    fill(place('name'), `${id} (${words})`);
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) return signIn(refused);
    const trouble = h('div', {});
    troubleIn(trouble, error);
    return present(trouble.childNodes);
  }
  place('views').hidden = false;
  place('who').hidden = false;
  return show();
}

/** Somebody whose roles read nothing is told so, and their session ends: it was begun for this. */
async function turnAway(roles) {
  await remove('me').catch(() => undefined);
  signIn(roles === '' ? say('signin.noRole') : say('signin.otherRoles', { roles }));
}

place('sign-out').addEventListener('click', async () => {
  await remove('me').catch(() => undefined);
  signIn();
});
// An address of this page names a view; leading past the frame must not change it.
place('skip').addEventListener('click', (event) => {
  event.preventDefault();
  view.focus();
});
place('print').addEventListener('click', async () => {
  await shown.sources.ready();
  print();
});
addEventListener('beforeprint', () => putSheet(view, { ...shown, by: place('name').textContent }));
addEventListener('afterprint', takeSheetAway);
addEventListener('hashchange', () => void show());
whenSignedOut(() => signIn(say('signin.ended')));
await begin(say('signin.ended'));
