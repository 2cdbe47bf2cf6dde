// From a document to its transaction: the file is read here and goes nowhere; only a digest is asked for.
import { get } from './api.js';
import { digest, toBase64Url } from './bytes.js';
import { fill, h, table } from './dom.js';
import { signaturesOf } from './pdf-signature.js';
import { moment } from './time.js';
import { attempt } from './trouble.js';
import { named, say } from './words.js';

export async function findView(view, query, go) {
  const found = h('div', { role: 'status' });
  const asked = [];
  const file = h('input', {
    type: 'file',
    id: 'document',
    accept: '.pdf,application/pdf,*/*',
    onchange: (event) => void attempt(() => look(event.target.files[0])),
  });
  const name = h('input', { name: 'name', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'name-help' });
  const byName = (event) => {
    event.preventDefault();
    const given = name.value.trim();
    if (/^(?:act|att)_/.test(given)) go(`#/transaction?id=${encodeURIComponent(given)}`);
    else void attempt(() => show(given.startsWith('cred_') ? { credential: given } : { digest: given }, []));
  };
  fill(
    view,
    h('h1', { tabindex: '-1' }, say('find.title')),
    h('p', {}, say('find.lead')),
    h('p', { class: 'choose' }, h('label', { for: 'document' }, say('find.document')), ' ', file),
    h(
      'form',
      { onsubmit: byName },
      h('label', {}, h('span', {}, say('find.name')), name),
      h('p', { id: 'name-help', class: 'help' }, say('find.help')),
      h('button', {}, say('find.do')),
    ),
    found,
  );
  return asked;

  async function look(document) {
    if (document === undefined) return;
    asked.splice(0, 1, [say('find.document'), document.name]);
    const bytes = new Uint8Array(await document.arrayBuffer());
    const signatures = await signaturesOf(bytes).catch(() => []);
    if (signatures.length === 0)
      return show({ digest: toBase64Url(await digest('SHA-256', bytes)) }, [h('p', {}, say('find.unsigned', { name: document.name }))]);
    fill(found, h('p', {}, say('find.signatures', { count: signatures.length, name: document.name })));
    for (const [place, one] of signatures.entries()) found.append(...verdictOf(one, place), await tableOf({ digest: one.digest }));
  }

  async function show(question, before) {
    if (before.length === 0) asked.splice(0, 1, [say('find.name'), Object.values(question).join()]);
    fill(found, ...before, await tableOf(question));
  }
}

/** Whether the file still is what that signature covers. */
function verdictOf({ isIntact, isWhole }, place) {
  const words = isIntact ? (isWhole ? 'find.intact' : 'find.extended') : 'find.altered';
  return [h('h2', {}, say('find.signature', { number: place + 1 })), h('p', { class: `verdict ${isIntact ? 'good' : 'bad'}` }, say(words))];
}

async function tableOf(asked) {
  const { transactions } = await get('transactions', asked).catch((error) => {
    if (error.status === 400) return { transactions: [] };
    throw error;
  });
  const row = (one) => [
    h('a', { href: `#/transaction?id=${one.activationId}` }, one.activationId),
    named('transaction', one.state),
    moment(one.signedAt ?? one.openedAt),
    one.signerId,
    one.clientId,
  ];
  return table(say('find.results'), [say('transaction'), say('state'), say('time'), say('signer'), say('client')], transactions.map(row), say('find.none'));
}
