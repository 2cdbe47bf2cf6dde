import {
  createClient,
  createCredential,
  createLogin,
  createSigner,
  createSubscriber,
  describeProposal,
  MAX_DOCUMENTS,
  proposeAct,
  recordClient,
  suspendCredential,
} from '@paraph/contracts';
import { z } from 'zod';

/** Bodies the API takes: those of the calls they become, so that nothing is allowed here that is refused behind. */
export const requests = {
  subscriber: createSubscriber.request,
  client: createClient.request.extend({
    /** Most signatures one authorisation of this client may cover. */
    multisign: z.number().int().min(1).max(MAX_DOCUMENTS).default(MAX_DOCUMENTS),
    /** Public keys by which the client signs orders and request objects. */
    keys: recordClient.request.shape.keys,
  }),
  signer: createSigner.request,
  login: createLogin.request,
  // Held is what a signer has made through an application, which then claims it; an operator claims nothing.
  credential: createCredential.request.omit({ isHeld: true }),
  suspension: suspendCredential.request.pick({ reason: true }),
  proposal: proposeAct.request,
} as const;

/** What stands in addresses. */
export const places = {
  credential: suspendCredential.request.pick({ credentialId: true }),
  proposal: describeProposal.request,
} as const;
