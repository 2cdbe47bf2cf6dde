// One event as its source wrote it, with what proves its place.
import { get } from './api.js';
import { facts, fill, h, table } from './dom.js';
import { moment } from './time.js';
import { named, say } from './words.js';

export async function eventView(view, query) {
  const { position, leaf, leafHash, receivedAt, event, rectifications } = await get(`events/${Number(query.get('position'))}`);
  fill(
    view,
    h('h1', { tabindex: '-1' }, event ? `${event.source} · ${event.type}` : say('event.title')),
    facts([
      [say('position'), String(position)],
      [say('time'), moment(event?.occurredAt)],
      [say('received'), moment(receivedAt)],
      [say('actor'), event && `${named('actor', event.actor.kind)} ${event.actor.id}`],
      [say('outcome'), event && named('outcome', event.outcome)],
      [say('cause'), event?.cause],
      [say('recipient'), event?.recipient],
      [say('requester'), event?.requester],
      [say('present'), event?.present?.join(', ')],
      [say('correlation'), event?.correlationId && h('a', { href: `#/search?correlationId=${event.correlationId}` }, event.correlationId)],
      ...Object.entries(event?.particulars ?? {}),
      [say('digests'), event?.digests?.join(' ')],
      [say('leafHash'), h('code', {}, leafHash)],
    ]),
    h('details', {}, h('summary', {}, say('event.text')), h('pre', {}, leaf ?? say('search.retired'))),
    rectifications.length > 0 &&
      table(
        say('event.rectified'),
        [say('time'), say('member'), say('says'), say('reason')],
        rectifications.map((one) => [moment(one.recordedAt), one.member, one.says, one.reason]),
        '',
      ),
  );
  return [[say('position'), String(position)]];
}
