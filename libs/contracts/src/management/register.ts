import { z } from 'zod';
import { id, request, title, url } from '../fields.js';
import { createClient, createLogin, createSigner, createSubscriber, describeSigner } from '../identity/calls.js';
import { changeClient, describeClient, endClient, listClients, listSigners, listSubscribers } from '../identity/directory.js';
import { changeContact, contactEmail, describeSubscriber } from '../identity/contact.js';
import { recordClient } from '../sam/enrolment.js';
import { MAX_DOCUMENTS } from '../sam/statement.js';
import { defineEndpoint, pageQuery } from '../endpoint.js';

const client = request({ clientId: id('cli') });
const subscriber = request({ subscriberId: id('sub') });

/** Who is known: subscribers, their applications, their signers, and how these log in. */
export const registerEndpoints = {
  createSubscriber: defineEndpoint({
    method: 'POST',
    path: 'subscribers',
    status: 201,
    tag: 'subscriber',
    purpose: 'Records a legal entity under contract.',
    body: createSubscriber.request,
    answer: createSubscriber.reply,
    errors: createSubscriber.errors,
  }),
  listSubscribers: defineEndpoint({
    method: 'GET',
    path: 'subscribers',
    status: 200,
    tag: 'subscriber',
    purpose: 'The legal entities under contract, by name.',
    query: request({ name: title.optional(), after: id('sub').optional(), ...pageQuery }),
    answer: listSubscribers.reply,
    errors: [],
  }),
  describeSubscriber: defineEndpoint({
    method: 'GET',
    path: 'subscribers/{subscriberId}',
    status: 200,
    tag: 'subscriber',
    purpose: 'One subscriber, and where it is told what becomes of its credentials.',
    place: subscriber,
    answer: describeSubscriber.reply,
    errors: describeSubscriber.errors,
  }),
  changeContact: defineEndpoint({
    method: 'POST',
    path: 'subscribers/{subscriberId}/contact',
    status: 200,
    tag: 'subscriber',
    purpose: 'Puts another address in the place of the one by which a subscriber is told what becomes of its credentials.',
    place: subscriber,
    body: request({ contactEmail }),
    answer: changeContact.reply,
    errors: changeContact.errors,
  }),
  removeContact: defineEndpoint({
    method: 'DELETE',
    path: 'subscribers/{subscriberId}/contact',
    status: 200,
    tag: 'subscriber',
    purpose: 'Takes a subscriber’s address away: nobody there is told any more.',
    place: subscriber,
    answer: changeContact.reply,
    errors: changeContact.errors,
  }),
  createClient: defineEndpoint({
    method: 'POST',
    path: 'clients',
    status: 201,
    tag: 'client',
    purpose: 'Registers a subscriber’s signature-creation application. A secret is answered this once.',
    body: createClient.request.extend({
      /** Most signatures one authorisation of this client may cover. */
      multisign: z.number().int().min(1).max(MAX_DOCUMENTS).default(MAX_DOCUMENTS),
      /** Public keys by which the client signs orders and request objects. */
      keys: recordClient.request.shape.keys,
    }),
    answer: createClient.reply,
    errors: createClient.errors,
  }),
  listClients: defineEndpoint({
    method: 'GET',
    path: 'clients',
    status: 200,
    tag: 'client',
    purpose: 'The applications, of one subscriber or of all, by name.',
    query: request({ subscriberId: id('sub').optional(), name: title.optional(), after: id('cli').optional(), ...pageQuery }),
    answer: listClients.reply,
    errors: [],
  }),
  describeClient: defineEndpoint({
    method: 'GET',
    path: 'clients/{clientId}',
    status: 200,
    tag: 'client',
    purpose: 'One application with everything that was decided about it.',
    place: client,
    answer: describeClient.reply,
    errors: describeClient.errors,
  }),
  changeClient: defineEndpoint({
    method: 'POST',
    path: 'clients/{clientId}/settings',
    status: 200,
    tag: 'client',
    purpose: 'Puts other redirect addresses or other settings in the place of an application’s; what is left out stays.',
    place: client,
    body: request({ redirectUris: z.array(url).min(1).max(20).optional(), settings: changeClient.request.shape.settings }).refine(
      ({ redirectUris, settings }) => redirectUris !== undefined || settings !== undefined,
      'expected redirectUris, settings or both',
    ),
    answer: changeClient.reply,
    errors: changeClient.errors,
  }),
  endClient: defineEndpoint({
    method: 'POST',
    path: 'clients/{clientId}/end',
    status: 200,
    tag: 'client',
    purpose: 'Ends an application for good: what it holds opens nothing any more. Its signers and their credentials stay.',
    place: client,
    body: endClient.request.pick({ reason: true }),
    answer: endClient.reply,
    errors: endClient.errors,
  }),
  createSigner: defineEndpoint({
    method: 'POST',
    path: 'signers',
    status: 201,
    tag: 'signer',
    purpose: 'Records a person who is going to sign for a subscriber.',
    body: createSigner.request,
    answer: createSigner.reply,
    errors: createSigner.errors,
  }),
  listSigners: defineEndpoint({
    method: 'GET',
    path: 'signers',
    status: 200,
    tag: 'signer',
    purpose: 'The persons who sign, for one subscriber or for all, by name.',
    query: request({ subscriberId: id('sub').optional(), name: title.optional(), after: id('sgn').optional(), ...pageQuery }),
    answer: listSigners.reply,
    errors: [],
  }),
  describeSigner: defineEndpoint({
    method: 'GET',
    path: 'signers/{signerId}',
    status: 200,
    tag: 'signer',
    purpose: 'One signer, and for whom they sign.',
    place: describeSigner.request,
    answer: describeSigner.reply,
    errors: describeSigner.errors,
  }),
  createLogin: defineEndpoint({
    method: 'POST',
    path: 'logins',
    status: 201,
    tag: 'signer',
    purpose: 'Gives a signer a user name and password for the API’s auth/login through one application. The password is answered this once.',
    body: createLogin.request,
    answer: createLogin.reply,
    errors: createLogin.errors,
  }),
} as const;
