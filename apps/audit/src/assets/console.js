// Which view stands where in the address, and who is signed in.
import { get, Refusal, remove, session } from './api.js';
import { fill, h } from './dom.js';
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

const place = (id) => document.getElementById(id);
const view = place('view');
let turn = 0;

/** Goes to an address of this page; to the same one, it is looked at again. */
function go(hash) {
  if (location.hash === hash) void show();
  else location.hash = hash;
}

async function show() {
  const own = ++turn;
  const [name, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const chosen = Object.hasOwn(views, name) ? name : START;
  for (const link of document.querySelectorAll('#views a')) link.toggleAttribute('aria-current', link.hash === `#/${chosen}`);
  // What is on its way is drawn beside the page, and only if nobody has gone on meanwhile.
  const next = h('div', {});
  view.setAttribute('aria-busy', 'true');
  try {
    await views[chosen](next, new URLSearchParams(query), go);
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) return signIn();
    fill(next, h('h1', { tabindex: '-1' }, say('trouble.title')), h('p', { role: 'alert' }, wordsOf(error)));
  } finally {
    if (own === turn) view.removeAttribute('aria-busy');
  }
  if (own !== turn) return;
  fill(view, ...next.childNodes);
  const title = view.querySelector('h1');
  document.title = `${title?.textContent ?? ''} – Paraph`;
  title?.focus();
}

function wordsOf(error) {
  if (!(error instanceof Refusal)) return say('trouble.bug');
  if (error.status === 0) return say('unavailable');
  return error.status === 403 ? say('trouble.forbidden') : error.message;
}

function signIn() {
  session.end();
  turn += 1;
  place('views').hidden = true;
  place('who').hidden = true;
  view.removeAttribute('aria-busy');
  void signInView(view, () => void begin());
}

async function begin() {
  if (session.token === undefined) return signIn();
  try {
    const { kind, id, roles = [] } = await get('me');
    if (kind !== 'auditor') return signIn();
    fill(place('name'), `${id} (${roles.map((role) => named('role', role)).join(', ')})`);
  } catch {
    return signIn();
  }
  place('views').hidden = false;
  place('who').hidden = false;
  return show();
}

place('sign-out').addEventListener('click', async () => {
  await remove('me').catch(() => undefined);
  signIn();
});
addEventListener('hashchange', () => void show());
await begin();
