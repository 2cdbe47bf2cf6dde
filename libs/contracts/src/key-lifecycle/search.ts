import { z } from 'zod';
import { defineCall } from '../call.js';
import { base64, id, keyAlgorithm, moment, reply, request, url } from '../fields.js';
import { credentialStates } from './calls.js';

/** A credential as operators find it. */
const foundCredential = {
  credentialId: id('cred'),
  signerId: id('sgn'),
  subscriberId: id('sub'),
  state: z.enum(credentialStates),
  algorithm: keyAlgorithm,
  policyId: z.string(),
  description: z.string(),
  createdAt: moment,
  validFrom: moment.optional(),
  validTo: moment.optional(),
  /** The one client whose orders activate it: a seal's credential. */
  orderingClientId: id('cli').optional(),
};

export const searchCredentials = defineCall({
  service: 'key-lifecycle',
  name: 'searchCredentials',
  version: 1,
  purpose: 'Credentials in whatever state, newest first: what operators look for.',
  request: request({
    subscriberId: id('sub').optional(),
    signerId: id('sgn').optional(),
    state: z.enum(credentialStates).optional(),
    limit: z.number().int().min(1).max(200),
    /** The last one of the page before. */
    after: id('cred').optional(),
  }),
  reply: reply({ credentials: z.array(z.object(foundCredential)), /** What the next page comes after; absent on the last one. */ next: id('cred').optional() }),
  errors: [],
  callers: ['management'],
  budgetMs: 5_000,
});

export const describeCredentialFully = defineCall({
  service: 'key-lifecycle',
  name: 'describeCredentialFully',
  version: 1,
  purpose: 'One credential with everything that is recorded of it, in whatever state.',
  request: request({ credentialId: id('cred') }),
  reply: reply({
    ...foundCredential,
    /** Issuer of the identity provider that proves its signer. */
    provider: url,
    /** End-entity first, then each issuer; DER as Base64. */
    certificates: z.array(base64),
    /** Most signatures one authorisation may cover. */
    multisign: z.number().int().positive().optional(),
    enrolmentId: id('enr').optional(),
    enrolmentExpiresAt: moment.optional(),
    /** It waits for its authority since then. */
    pendingSince: moment.optional(),
    /** Made by a signer through an application, which has it until then to claim it. */
    claimableUntil: moment.optional(),
    claimedAt: moment.optional(),
    /** By this decision of its signer its key is destroyed. */
    deletionChangeId: id('chg').optional(),
    /** The reason for which its authority is still to be told that it has ended. */
    revocationDue: z.string().optional(),
    /** Why it never could sign. */
    failure: z.string().optional(),
  }),
  errors: ['credential.unknown'],
  callers: ['management', 'audit'],
  budgetMs: 3_000,
});

export const listCredentialEvents = defineCall({
  service: 'key-lifecycle',
  name: 'listCredentialEvents',
  version: 1,
  purpose: 'What key-lifecycle recorded of a credential, oldest first; the audit service holds the same with what the others recorded.',
  request: request({ credentialId: id('cred'), limit: z.number().int().min(1).max(200) }),
  reply: reply({
    events: z.array(
      z.object({
        eventId: id('evt'),
        at: moment,
        type: z.string(),
        outcome: z.string(),
        actor: z.string(),
        cause: z.string().optional(),
      }),
    ),
  }),
  errors: ['credential.unknown'],
  callers: ['management'],
  budgetMs: 3_000,
});
