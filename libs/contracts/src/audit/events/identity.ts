import { ofEveryService } from './every-service.js';
import type { EventMeaning } from './matters.js';

/** What identity records. */
export const identityEvents = {
  ...ofEveryService,
  'subscriber-created': ['account', 'A customer was entered.'],
  'client-created': ['account', 'An application of a customer was entered, with how it authenticates.'],
  'client-changed': ['account', 'Settings of an application were changed.'],
  'client-ended': ['account', 'An application is served no more.'],
  'signer-created': ['account', 'A signer was entered for a customer.'],
  'signer-linked': ['account', 'A signer was linked to the account by which an identity provider knows the person.'],
  'client-refused': ['activation', 'An application did not prove who it is, or may not do what it asked.'],
  'request-refused': ['activation', 'An edge turned a request away; with the reason it found.'],
  'enrolment-failed': ['account', 'A person went through an enrolment that came to nothing.'],
  'authorisation-opened': ['activation', 'An application asked a signer to authorise; with what for.'],
  'authorisation-refused': ['activation', 'An authorisation was refused, by its signer or by a check.'],
  'token-issued': ['activation', 'An access token was given out; with its kind, scope and authorisation.'],
  'token-revoked': ['activation', 'A token is good for nothing from now on.'],
  'account-opened': ['activation', 'A signer signed in to the pages of their own account.'],
  'account-closed': ['activation', 'A signer signed out of them.'],
  'login-created': ['account', 'A signer got a name and password for applications that send them.'],
  'login-succeeded': ['activation', 'A name and password were right.'],
  'login-refused': ['activation', 'A name and password were wrong, or tried too often.'],
  'operator-created': ['role', 'An account was opened for a person who is going to hold a role of trust.'],
  'operator-ended': ['role', 'An operator’s account ended, with all roles.'],
  'operator-signed-in': ['role', 'An operator signed in with a passkey.'],
  'operator-signed-out': ['role', 'An operator’s session ended.'],
  'operator-refused': ['role', 'Somebody who is none, or may not, tried to act as an operator.'],
  'operator-acted': ['role', 'An operator asked management for something; written before it is done.'],
  'role-granted': ['role', 'An operator was given a role that a quorum decided to give.'],
  'role-withdrawn': ['role', 'A role was taken away.'],
  'role-refused': ['role', 'A role was not given: it may not be held beside another one, or by a signer.'],
} as const satisfies Record<string, EventMeaning>;
