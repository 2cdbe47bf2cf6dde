// One transaction from the document's digest to the certificate: the story, what proves each step, and a check that this browser makes.
import { get, read, Refusal } from './api.js';
import { facts, fill, h, table } from './dom.js';
import { readEvidence } from './evidence.js';
import { certificateSection } from './section-certificate.js';
import { verificationSection } from './section-verification.js';
import { drawing } from './sequence-drawing.js';
import { moment, number } from './time.js';
import { attempt, wordsOf } from './trouble.js';
import { named, say } from './words.js';

/** So many digests are shown at once. */
const SHOWN = 5;

export async function transactionView(view, query) {
  const told = await get(`transactions/${encodeURIComponent(query.get('id') ?? '')}`);
  const { steps, missing, contradictions, means } = told;
  const isWhole = missing.length + contradictions.length === 0;
  const evidence = packageOf(told.activationId);
  const certificate = h('div', {});
  const showCertificate = async () => fill(certificate, await certificatePart(evidence, () => void attempt(showCertificate)));
  await showCertificate();
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
      [say('digests'), digestsOf(told.digests)],
      [say('transaction.means'), means.map((one) => `${named('means', one.kind)} (${moment(one.at)})`).join(', ')],
    ]),
    certificate,
    verificationSection(told.activationId, evidence),
    h('h2', {}, say('transaction.story')),
    h('div', { class: 'wide', role: 'region', tabindex: '0', 'aria-label': say('transaction.story') }, drawing(steps)),
    table(
      say('transaction.steps'),
      [say('transaction.step'), say('stage'), say('time'), say('source'), say('event'), say('outcome'), say('transaction.ties')],
      steps.map(row),
      say('nothing'),
    ),
  );
  return [[say('transaction'), told.activationId]];
}

/** The evidence package, asked for once: what is shown, verified and taken away is the same text. Each asking leaves an event. */
function packageOf(activationId) {
  let asked;
  const ask = async () => {
    const text = await read(`evidence/${activationId}`);
    return { text, read: await readEvidence(JSON.parse(text)) };
  };
  return () => {
    asked ??= ask().catch((error) => {
      asked = undefined;
      throw error;
    });
    return asked;
  };
}

async function certificatePart(evidence, again) {
  try {
    return certificateSection((await evidence()).read, {});
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) throw error;
    const trouble = error instanceof Refusal && error.code === 'head.unknown' ? say('certificate.later') : wordsOf(error);
    return certificateSection(undefined, { trouble, again });
  }
}

function digestsOf(digests) {
  if (digests.length === 0) return undefined;
  const lines = (some) => h('ul', { class: 'plain' }, ...some.map((one) => h('li', {}, h('code', {}, one))));
  const rest = digests.slice(SHOWN);
  return h(
    'div',
    {},
    lines(digests.slice(0, SHOWN)),
    rest.length > 0 && h('details', {}, h('summary', {}, say('transaction.moreDigests', { count: number(rest.length) })), lines(rest)),
  );
}

function row(step, place) {
  const ties = step.ties.map(({ to, by }) => `${by} → ${to}`).join(', ');
  const link = h('a', { href: `#/event?position=${step.position}` }, step.type);
  const outcome = h('span', { class: step.outcome === 'success' ? 'good' : 'bad' }, named('outcome', step.outcome));
  return [String(place + 1), named('stage', step.stage), moment(step.occurredAt), step.source, link, outcome, ties];
}
