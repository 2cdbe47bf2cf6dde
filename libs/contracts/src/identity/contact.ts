import { z } from 'zod';
import { defineCall } from '../call.js';
import { id, reply, request, title } from '../fields.js';

/** Where a subscriber is told what becomes of its credentials: one mailbox (RFC 5321 section 4.1.2), with no name and nothing around it. */
export const contactEmail = z.email().max(254);

export const describeSubscriber = defineCall({
  service: 'identity',
  name: 'describeSubscriber',
  version: 1,
  purpose: 'A subscriber’s name, and the address by which it is told what becomes of its credentials.',
  request: request({ subscriberId: id('sub') }),
  reply: reply({ subscriberId: id('sub'), name: title, contactEmail: contactEmail.optional() }),
  errors: ['subscriber.unknown'],
  callers: ['key-lifecycle', 'management'],
  budgetMs: 3_000,
});

export const changeContact = defineCall({
  service: 'identity',
  name: 'changeContact',
  version: 1,
  purpose: 'Puts another address in the place of the one by which a subscriber is told what becomes of its credentials, or takes it away.',
  request: request({ subscriberId: id('sub'), /** Nobody is told any more where it is left out. */ contactEmail: contactEmail.optional() }),
  reply: describeSubscriber.reply,
  errors: ['subscriber.unknown'],
  callers: ['management'],
  budgetMs: 3_000,
});
