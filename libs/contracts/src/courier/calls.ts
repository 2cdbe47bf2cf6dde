import { z } from 'zod';
import { defineCall } from '../call.js';
import { compactJwe, id, moment, reply, request, url } from '../fields.js';

/** By which way a message goes. */
export const messageChannels = ['sms', 'email'] as const;
export type MessageChannel = (typeof messageChannels)[number];

/** What stands inside the sealed message, as JSON: courier alone can open it, and keeps none of it. */
export const messageContent = z.strictObject({
  /** A telephone number in E.164 form (`+33612345678`), or an e-mail address. */
  address: z.string().min(3).max(254),
  /** The first line of an e-mail; an SMS has none. */
  subject: z.string().max(200).optional(),
  /** As the SAM wrote it, line breaks included. */
  text: z.string().min(1).max(4_000),
});
export type MessageContent = z.output<typeof messageContent>;

export const deliver = defineCall({
  service: 'courier',
  name: 'deliver',
  version: 1,
  purpose: 'Hands one message to the SMS or e-mail gateway. What it says, the SAM wrote and sealed for courier.',
  request: request({
    messageId: id('msg'),
    channel: z.enum(messageChannels),
    /** `messageContent`, encrypted with ECDH-ES on P-256 and A256GCM for courier's key. */
    sealed: compactJwe,
  }),
  reply: reply({ messageId: id('msg'), acceptedAt: moment }),
  errors: ['message.unreadable', 'message.undeliverable'],
  callers: ['sam'],
  budgetMs: 10_000,
});

export const announce = defineCall({
  service: 'courier',
  name: 'announce',
  version: 1,
  purpose:
    'Tells a client’s address that an asynchronous result is there (CSC v2 response_uri). It carries the response’s id and nothing else; what counts is what the client then asks for.',
  request: request({ responseId: id('att'), /** https, and none of the provider’s own networks. */ address: url }),
  reply: reply({ responseId: id('att'), acceptedAt: moment }),
  errors: ['message.undeliverable'],
  callers: ['sam'],
  budgetMs: 10_000,
});
