import { z } from 'zod';
import { defineCall } from '../call.js';
import { id, moment, reply, request } from '../fields.js';

/** What a neighbour may have a signer told of. The words, and all facts in them, are the SAM’s own. */
export const askedNotices = ['certificate-ending'] as const;

export const sendNotice = defineCall({
  service: 'sam',
  name: 'sendNotice',
  version: 1,
  purpose: 'Tells the signer of a credential, by the addresses of its own means, what the SAM’s record says; repeated under the same id, it goes once.',
  request: request({
    /** Names the notice for as long as it may be repeated. */
    noticeId: id('msg'),
    credentialId: id('cred'),
    notice: z.enum(askedNotices),
  }),
  reply: reply({ /** To how many addresses it went; none where the credential has none. */ addresses: z.number().int().nonnegative(), validTo: moment }),
  errors: ['credential.unknown', 'credential.state', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['key-lifecycle'],
  budgetMs: 8_000,
});
