// What can be taken away of a transaction, and the check of it: in this browser, on what was downloaded, by a key from elsewhere.
import { take } from './api.js';
import { fill, h, save } from './dom.js';
import { moment } from './time.js';
import { attempt } from './trouble.js';
import { verifyEvidence } from './verify-evidence.js';
import { thumbprint } from './verify.js';
import { say } from './words.js';

const PINNED = 'paraph-head-key';
const JSON_TYPE = 'application/json';

/** @param evidence answers the package as text and as it was read, asking for it where that did not succeed yet */
export function verificationSection(activationId, evidence) {
  const result = h('div', { role: 'status', class: 'checks' });
  const key = h('input', { type: 'file', id: 'head-key', accept: '.json,application/json', onchange: (event) => void pin(event.target.files[0]) });
  const pinned = h('p', { class: 'help' }, pinnedWords());
  async function pin(file) {
    if (file === undefined) return;
    try {
      localStorage.setItem(PINNED, await thumbprint(JSON.parse(await file.text())));
    } catch {
      fill(result, h('p', { class: 'bad' }, say('verify.noKey')));
    }
    fill(pinned, pinnedWords());
  }
  const check = async () => {
    // What was found before is no answer to this.
    fill(result);
    const { text, read } = await evidence();
    const { checks, words } = await verifyEvidence(JSON.parse(text), read, localStorage.getItem(PINNED) ?? undefined);
    fill(result, verdictOf(checks), list(say('verify.checked'), checks.map(checkLine)), list(say('verify.unchecked'), words.map(wordLine)));
  };
  const keep = (kind, text) => save(`${activationId}.${kind}.json`, JSON_TYPE, text);
  const button = (words, work, kind = 'quiet') => h('button', { type: 'button', class: kind, onclick: () => void attempt(work) }, words);
  return h(
    'section',
    { 'aria-labelledby': 'verify' },
    h('h2', { id: 'verify' }, say('verify.title')),
    h('p', {}, say('verify.lead')),
    h('p', { class: 'choose' }, h('label', { for: 'head-key' }, say('verify.key')), ' ', key),
    pinned,
    h(
      'p',
      { class: 'actions' },
      button(say('verify.do'), check, ''),
      button(say('verify.receipt'), async () => keep('receipt', await take(`receipts/${activationId}`))),
      button(say('verify.evidence'), async () => keep('evidence', (await evidence()).text)),
    ),
    result,
  );
}

function verdictOf(checks) {
  const isProven = checks.every(({ holds }) => holds);
  return h('p', { class: `verdict ${isProven ? 'good' : 'bad'}` }, say(isProven ? 'verify.proven' : 'verify.doubt'));
}

const list = (title, lines) => [h('h3', {}, title), h('ul', {}, ...lines)];
const shown = (check, about) => (check === 'signature' && about !== '' ? moment(about) : about);
const checkLine = ({ check, holds, about }) =>
  h('li', { class: holds ? 'good' : 'bad' }, say(`verify.${check}.${holds ? 'yes' : 'no'}`, { about: shown(check, about) }));
const wordLine = ({ word, about = '' }) => h('li', { class: 'open' }, say(`word.${word}`, { about }));

function pinnedWords() {
  const own = localStorage.getItem(PINNED);
  return own === null ? say('verify.unpinned') : say('verify.pinned', { thumbprint: own });
}
