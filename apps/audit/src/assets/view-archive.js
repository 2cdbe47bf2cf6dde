// Months in the archive, how their copies are, and who outside has time-stamped the log.
import { get, post, take } from './api.js';
import { fill, h, save, table } from './dom.js';
import { moment, number } from './time.js';
import { attempt } from './trouble.js';
import { say } from './words.js';

export async function archiveView(view, _query, go) {
  const latest = await get('heads/latest').catch(() => ({ size: 0 }));
  const [{ archives, waiting }, { anchors }, { months }] = await Promise.all([
    get('archives'),
    get('anchors', { after: Math.max(0, latest.size - 1_000_000), limit: 500 }),
    get('months'),
  ]);
  const check = async (month) => {
    await post(`archives/${month}/checks`, {});
    go('#/archive');
  };
  const keep = async (month, what) => {
    const answer = JSON.parse(await take(`archives/${month}/${what}`));
    save(`${month}.${what}.json`, 'application/json', answer[what]);
  };
  const copies = (one) => (one.checks.length === 0 ? say('archive.unchecked') : h('ul', { class: 'plain' }, ...one.checks.map(copy)));
  fill(
    view,
    h('h1', { tabindex: '-1' }, say('archive.title')),
    waiting > 0 && h('p', { class: 'verdict open' }, say('archive.waiting', { count: waiting })),
    table(
      say('archive.months'),
      [say('month'), say('archive.events'), say('archive.at'), say('archive.until'), say('archive.copies'), say('archive.actions')],
      archives.map((one) => [
        one.month,
        number(one.to - one.from),
        moment(one.archivedAt),
        moment(one.keptUntil),
        copies(one),
        h(
          'span',
          { class: 'actions' },
          button(say('archive.check'), one.month, check),
          button(say('archive.manifest'), one.month, (month) => keep(month, 'manifest')),
          one.isSealed && button(say('archive.receipt'), one.month, (month) => keep(month, 'receipt')),
        ),
      ]),
      say('archive.none'),
    ),
    table(
      say('archive.log'),
      [say('month'), say('archive.first'), say('archive.texts')],
      months.map((one) => [
        one.month,
        number(one.from),
        one.retiredAt === undefined ? say('archive.here') : say('archive.retired', { at: moment(one.retiredAt) }),
      ]),
      say('nothing'),
    ),
    table(
      say('archive.anchors'),
      [say('archive.size'), say('archive.authority'), say('time')],
      anchors
        .slice(-20)
        .reverse()
        .map((one) => [number(one.size), one.authority, moment(one.at)]),
      say('archive.noAnchors'),
    ),
  );
  return [];
}

/** Of many buttons with one word, whoever listens hears which month each is for. */
function button(words, month, work) {
  return h('button', { type: 'button', class: 'quiet', 'aria-label': `${words}: ${month}`, onclick: () => void attempt(() => work(month)) }, words);
}

function copy({ target, checkedAt, isWhole, damage }) {
  return h(
    'li',
    { class: isWhole ? 'good' : 'bad' },
    say(isWhole ? 'archive.isWhole' : 'archive.damaged', { target, at: moment(checkedAt), damage: damage ?? '' }),
  );
}
