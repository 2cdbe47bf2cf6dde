import { z } from 'zod';
import { id, moment, request } from '../fields.js';
import { createCredential, credentialStates, refreshCredential, suspendCredential } from '../key-lifecycle/calls.js';
import { renewCredential } from '../key-lifecycle/renewal.js';
import { describeCredentialFully, listCredentialEvents, searchCredentials } from '../key-lifecycle/search.js';
import { describeBinding } from '../sam/binding.js';
import { defineEndpoint, pageQuery } from '../endpoint.js';

const credential = request({ credentialId: id('cred') });

/** What the SAM tells of the means of a credential. */
const means = describeBinding.reply.pick({ credentialId: true, signerId: true, state: true, policyId: true, subject: true, promise: true, means: true });

/** What an operator hands to the signer: where the signer accepts the terms and proves who they are. */
const invitation = z.object({ credentialId: id('cred'), enrolmentUrl: z.url(), expiresAt: moment });

/** Credentials: opened for a signer, found, stopped, looked at again. */
export const credentialEndpoints = {
  createCredential: defineEndpoint({
    method: 'POST',
    path: 'credentials',
    status: 201,
    tag: 'credential',
    purpose: 'Has a key made for a signer, and answers the address at which the signer completes the enrolment.',
    // Held is what a signer has made through an application, which then claims it; a session is opened by an application. An operator does neither.
    body: createCredential.request.omit({ isHeld: true, session: true, subscriberId: true }),
    answer: invitation,
    errors: createCredential.errors,
  }),
  searchCredentials: defineEndpoint({
    method: 'GET',
    path: 'credentials',
    status: 200,
    tag: 'credential',
    purpose: 'Credentials in whatever state, newest first.',
    query: request({
      subscriberId: id('sub').optional(),
      signerId: id('sgn').optional(),
      state: z.enum(credentialStates).optional(),
      after: id('cred').optional(),
      ...pageQuery,
    }),
    answer: searchCredentials.reply,
    errors: [],
  }),
  describeCredential: defineEndpoint({
    method: 'GET',
    path: 'credentials/{credentialId}',
    status: 200,
    tag: 'credential',
    purpose: 'One credential with everything that is recorded of it.',
    place: credential,
    answer: describeCredentialFully.reply,
    errors: describeCredentialFully.errors,
  }),
  describeMeans: defineEndpoint({
    method: 'GET',
    path: 'credentials/{credentialId}/means',
    status: 200,
    tag: 'credential',
    purpose: 'The means by which its signer activates a credential, from the SAM’s own record.',
    place: credential,
    answer: means,
    errors: describeBinding.errors,
  }),
  listCredentialEvents: defineEndpoint({
    method: 'GET',
    path: 'credentials/{credentialId}/events',
    status: 200,
    tag: 'credential',
    purpose: 'What happened to a credential, oldest first.',
    place: credential,
    query: request({ limit: pageQuery.limit }),
    answer: listCredentialEvents.reply,
    errors: listCredentialEvents.errors,
  }),
  suspendCredential: defineEndpoint({
    method: 'POST',
    path: 'credentials/{credentialId}/suspension',
    status: 201,
    tag: 'credential',
    purpose: 'Stops a credential at once. Starting it again takes its signer’s evidence or the quorum.',
    place: credential,
    body: suspendCredential.request.pick({ reason: true }),
    answer: suspendCredential.reply,
    errors: suspendCredential.errors,
  }),
  renewCredential: defineEndpoint({
    method: 'POST',
    path: 'credentials/{credentialId}/renewal',
    status: 201,
    tag: 'credential',
    purpose: 'Has a credential’s key certified again, or replaced by a new one, and answers the address at which its signer completes that.',
    place: credential,
    body: renewCredential.request.pick({ kind: true, algorithm: true }),
    answer: invitation,
    errors: renewCredential.errors,
  }),
  refreshCredential: defineEndpoint({
    method: 'POST',
    path: 'credentials/{credentialId}/refresh',
    status: 200,
    tag: 'credential',
    purpose: 'Has what the SAM decided about a credential looked at again.',
    place: credential,
    answer: refreshCredential.reply,
    errors: refreshCredential.errors,
  }),
} as const;
