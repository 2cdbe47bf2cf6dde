import { z } from 'zod';
import { defineCall } from '../call.js';
import { digestBase64Url, reply, request } from '../fields.js';

const head = {
  epoch: z.number().int().positive().max(2_000_000_000),
  sequence: z.number().int().positive(),
  /** MAC of the entry, which the next one is chained to. */
  mac: digestBase64Url,
  /** MAC over these three by which the SAM recognises what it gave away: audit can keep it, lose it, and not make one. */
  seal: digestBase64Url,
};

export const keepJournalHead = defineCall({
  service: 'audit',
  name: 'keepJournalHead',
  version: 1,
  purpose: 'Remembers how far the SAM’s journal is, durably before it answers. A head that is not beyond the newest one of its epoch changes nothing.',
  request: request(head),
  reply: reply({ /** Whether it is now the newest one of its epoch, or was. */ kept: z.boolean() }),
  errors: [],
  callers: ['sam'],
  budgetMs: 2_000,
});

export const describeJournalHead = defineCall({
  service: 'audit',
  name: 'describeJournalHead',
  version: 1,
  purpose: 'The newest head of the SAM’s journal that was kept: of the highest epoch, the highest sequence.',
  request: request({}),
  reply: reply({ head: reply(head).optional() }),
  errors: [],
  callers: ['sam'],
  budgetMs: 2_000,
});

const place = z.number().int().nonnegative();

export const findMissingEvents = defineCall({
  service: 'audit',
  name: 'findMissingEvents',
  version: 1,
  purpose: 'Tells a source which of its own events have not reached the log, so that it sends them again. The source is the caller.',
  request: request({ /** Everything up to this number is known to be there. */ after: place, upTo: place }),
  reply: reply({ /** At most 500, lowest first. */ missing: z.array(place).max(500) }),
  errors: [],
  callers: ['identity', 'sam', 'key-lifecycle', 'ca-connector'],
  budgetMs: 3_000,
});
