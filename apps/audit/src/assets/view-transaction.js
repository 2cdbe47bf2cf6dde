// One transaction from its key to its signature: the story, what proves each step, and a check that this browser makes.
import { get, read } from './api.js';
import { facts, fill, h, save, table } from './dom.js';
import { drawing } from './sequence-drawing.js';
import { moment, number } from './time.js';
import { thumbprint, verifyReceipt } from './verify.js';
import { named, say } from './words.js';

const PINNED = 'paraph-head-key';

export async function transactionView(view, query) {
  const id = query.get('id') ?? '';
  const told = await get(`transactions/${encodeURIComponent(id)}`);
  const { steps, missing, contradictions, means } = told;
  const isWhole = missing.length + contradictions.length === 0;
  fill(
    view,
    h('h1', { tabindex: '-1' }, say('transaction.title')),
    h('p', { class: `verdict ${isWhole ? 'good' : 'bad'}` }, say(isWhole ? 'transaction.whole' : 'transaction.doubt')),
    ...missing.map((stage) => h('p', { class: 'bad' }, say('transaction.missing', { stage: named('stage', stage) }))),
    ...contradictions.map(({ by, detail, positions }) =>
      h('p', { class: 'bad' }, say('transaction.contradiction', { by, detail, positions: positions.join(', ') })),
    ),
    facts([
      [say('transaction'), told.activationId],
      [say('state'), named('transaction', told.state)],
      [say('signer'), told.signerId],
      [say('client'), told.clientId],
      [say('credential'), told.credentialId && h('a', { href: `#/search?credential=${told.credentialId}` }, told.credentialId)],
      [say('transaction.signedAt'), moment(told.signedAt)],
      [say('transaction.documents'), told.documents === undefined ? undefined : number(told.documents)],
      [say('transaction.signatures'), number(told.signatures)],
      [say('transaction.means'), means.map((one) => `${named('means', one.kind)} (${moment(one.at)})`).join(', ')],
    ]),
    verification(told.activationId),
    h('h2', {}, say('transaction.story')),
    h('div', { class: 'wide', role: 'region', tabindex: '0', 'aria-label': say('transaction.story') }, drawing(steps)),
    table(
      say('transaction.steps'),
      ['', say('stage'), say('time'), say('source'), say('event'), say('outcome'), say('transaction.ties')],
      steps.map(row),
      say('nothing'),
    ),
  );
}

function row(step, place) {
  const ties = step.ties.map(({ to, by }) => `${by} → ${to}`).join(', ');
  const link = h('a', { href: `#/event?position=${step.position}` }, step.type);
  const outcome = h('span', { class: step.outcome === 'success' ? 'good' : 'bad' }, named('outcome', step.outcome));
  return [String(place + 1), named('stage', step.stage), moment(step.occurredAt), step.source, link, outcome, ties];
}

/** What can be taken away, and the check of it: in this browser, on what was downloaded, by a key from elsewhere. */
function verification(activationId) {
  const result = h('div', { 'aria-live': 'polite', class: 'checks' });
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
  const get = async (kind) => read(`${kind}/${activationId}`);
  const take = async (kind) => save(`${activationId}.${kind}.json`, 'application/json', await get(`${kind === 'evidence' ? 'evidence' : 'receipts'}`));
  const check = async () => {
    const checks = await verifyReceipt(JSON.parse(await get('receipts')), localStorage.getItem(PINNED) ?? undefined);
    const isProven = checks.every(({ holds }) => holds);
    fill(
      result,
      h('p', { class: `verdict ${isProven ? 'good' : 'bad'}` }, say(isProven ? 'verify.proven' : 'verify.doubt')),
      h(
        'ul',
        {},
        ...checks.map(({ check: name, holds, about }) => h('li', { class: holds ? 'good' : 'bad' }, say(`verify.${name}.${holds ? 'yes' : 'no'}`, { about }))),
      ),
    );
  };
  return h(
    'section',
    { 'aria-labelledby': 'verify' },
    h('h2', { id: 'verify' }, say('verify.title')),
    h('p', {}, say('verify.lead')),
    h('p', {}, h('label', { for: 'head-key' }, say('verify.key')), ' ', key),
    pinned,
    h(
      'p',
      { class: 'actions' },
      h('button', { type: 'button', onclick: () => void check() }, say('verify.do')),
      h('button', { type: 'button', class: 'quiet', onclick: () => void take('receipt') }, say('verify.receipt')),
      h('button', { type: 'button', class: 'quiet', onclick: () => void take('evidence') }, say('verify.evidence')),
      h('button', { type: 'button', class: 'quiet', onclick: () => print() }, say('print')),
    ),
    result,
  );
}

function pinnedWords() {
  const own = localStorage.getItem(PINNED);
  return own === null ? say('verify.unpinned') : say('verify.pinned', { thumbprint: own });
}
