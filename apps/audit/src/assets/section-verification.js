// What can be taken away of a transaction, and the check of it: in this browser, on what was downloaded, by a key from elsewhere.
import { take } from './api.js';
import { fill, h, save } from './dom.js';
import { moment } from './time.js';
import { attempt } from './trouble.js';
import { trustCertificates, trustedCertificates, trustedHeadKey, trustHeadKey, trustNoCertificate } from './trusted.js';
import { verifyEvidence } from './verify-evidence.js';
import { say } from './words.js';

const JSON_TYPE = 'application/json';

/** @param evidence answers the package as text and as it was read, asking for it where that did not succeed yet */
export function verificationSection(activationId, evidence) {
  const result = h('div', { role: 'status', class: 'checks' });
  const brings = (what) => fromElsewhere(what, (trouble) => fill(result, trouble));
  const check = async () => {
    // What was found before is no answer to this.
    fill(result);
    const { text, read } = await evidence();
    const { checks, words } = await verifyEvidence(JSON.parse(text), read, { headKey: trustedHeadKey(), roots: await trustedCertificates() });
    fill(result, verdictOf(checks), list(say('verify.checked'), checks.map(checkLine)), list(say('verify.unchecked'), words.map(wordLine)));
  };
  const keep = (kind, text) => save(`${activationId}.${kind}.json`, JSON_TYPE, text);
  const button = (words, work, kind = 'quiet') => h('button', { type: 'button', class: kind, onclick: () => void attempt(work) }, words);
  return h(
    'section',
    { 'aria-labelledby': 'verify' },
    h('h2', { id: 'verify' }, say('verify.title')),
    h('p', {}, say('verify.lead')),
    brings({ id: 'head-key', label: say('verify.key'), accept: '.json,application/json', take: trustHeadKey, wrong: say('verify.noKey'), told: keyWords }),
    brings({ id: 'roots', label: say('verify.roots'), accept: '.pem,.crt,.cer,.der', take: trustCertificates, wrong: say('verify.noRoots'), told: rootWords }),
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

/** A file that the auditor has from elsewhere: how it is chosen, and what is trusted since. What was found before is no answer to what is chosen now. */
function fromElsewhere({ id, label, accept, take, wrong, told }, answer) {
  const now = h('div', { class: 'help' });
  const tell = async () => fill(now, await told(() => void tell()));
  async function choose(file) {
    if (file === undefined) return;
    answer();
    await take(file).catch(() => answer(h('p', { class: 'bad' }, wrong)));
    await tell();
  }
  void tell();
  const input = h('input', { type: 'file', id, accept, onchange: ({ target }) => void choose(target.files[0]) });
  return [h('p', { class: 'choose' }, h('label', { for: id }, label), ' ', input), now];
}

function keyWords() {
  const own = trustedHeadKey();
  return h('p', {}, own === undefined ? say('verify.unpinned') : say('verify.pinned', { thumbprint: own }));
}

async function rootWords(again) {
  const roots = await trustedCertificates();
  if (roots.length === 0) return h('p', {}, say('verify.rootless'));
  const forget = () => {
    trustNoCertificate();
    again();
  };
  return [
    ...roots.map(({ subject, fingerprint }) => h('p', {}, say('verify.rooted', { subject, fingerprint }))),
    h('p', {}, h('button', { type: 'button', class: 'quiet', onclick: forget }, say('verify.forget'))),
  ];
}
