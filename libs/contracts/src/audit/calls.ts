import { z } from 'zod';
import { defineCall } from '../call.js';
import { reply, request } from '../fields.js';

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
