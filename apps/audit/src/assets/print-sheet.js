// What paper says beside a view: of when, by whom, asked how, and from which answers, so that whoever has it can ask again and compare.
import { facts, fill, h } from './dom.js';
import { moment } from './time.js';
import { say } from './words.js';

const [before, after] = [h('div', { class: 'printed' }), h('div', { class: 'printed' })];

/** Puts what belongs to paper into a view: behind its title and at its end. */
export function putSheet(view, { sources, asked, by }) {
  fill(
    before,
    facts([
      ...asked,
      [say('print.by'), by],
      [say('print.at'), moment(new Date().toISOString())],
      [say('print.address'), location.href],
      [say('print.digest'), sources.sha256 === '' ? undefined : h('code', {}, sources.sha256)],
    ]),
  );
  fill(
    after,
    h('h2', {}, say('print.sources')),
    h('p', {}, say('print.sourcesHelp')),
    h('pre', {}, sources.lines.map(({ address, sha256 }) => `${sha256}  ${address}`).join('\n')),
    h('p', {}, say('print.links', { address: location.origin + location.pathname })),
  );
  view.querySelector('h1')?.after(before);
  view.append(after);
}

export function takeSheetAway() {
  before.remove();
  after.remove();
}
