import { createClient, createCredential, createSigner, createSubscriber, MAX_DOCUMENTS } from '@paraph/contracts';
import { z } from 'zod';

/** Bodies the API takes: those of the calls they become, so that nothing is allowed here that is refused behind. */
export const requests = {
  subscriber: createSubscriber.request,
  client: createClient.request.extend({
    /** Most signatures one authorisation of this client may cover. */
    multisign: z.number().int().min(1).max(MAX_DOCUMENTS).default(MAX_DOCUMENTS),
  }),
  signer: createSigner.request,
  credential: createCredential.request,
} as const;
