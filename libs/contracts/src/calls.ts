import type { Call } from './call.js';
import { findMissingEvents } from './audit/calls.js';
import { requestCertificate } from './ca-connector/calls.js';
import { createClient, createSigner, createSubscriber, describeSigner, introspectToken, reportRefusal } from './identity/calls.js';
import { completeEnrolment, createCredential, describeCredential, listCredentials } from './key-lifecycle/calls.js';
import { abandonActivation, beginEvidence, completeActivation, issueSad, openActivation, releaseExchange, signHash } from './sam/activation.js';
import { composeCertificate, composeCrl, composeOcspAnswer, describeAuthorities } from './sam/authority.js';
import { acceptEnrolment, bindCertificate, describeEnrolment, destroyKey, openEnrolment, recordClient } from './sam/enrolment.js';

/** Every call there is: the one table the broker's permissions, the docs and the checks are made from. */
export const calls: readonly Call[] = [
  createSubscriber,
  createClient,
  createSigner,
  describeSigner,
  introspectToken,
  reportRefusal,
  createCredential,
  completeEnrolment,
  listCredentials,
  describeCredential,
  requestCertificate,
  findMissingEvents,
  recordClient,
  openEnrolment,
  describeEnrolment,
  acceptEnrolment,
  bindCertificate,
  destroyKey,
  openActivation,
  beginEvidence,
  releaseExchange,
  completeActivation,
  abandonActivation,
  issueSad,
  signHash,
  composeCertificate,
  describeAuthorities,
  composeCrl,
  composeOcspAnswer,
];
