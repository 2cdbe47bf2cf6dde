import type { Call } from './call.js';
import { findMissingEvents } from './audit/calls.js';
import { requestCertificate } from './ca-connector/calls.js';
import { createClient, createSigner, createSubscriber, describeSigner, introspectToken, reportRefusal } from './identity/calls.js';
import { deliver } from './courier/calls.js';
import { completeEnrolment, createCredential, describeCredential, listCredentials, refreshCredential, suspendCredential } from './key-lifecycle/calls.js';
import {
  abandonActivation,
  authorise,
  beginEvidence,
  describeEvidence,
  issueSad,
  openActivation,
  presentEvidence,
  releaseExchange,
  sendCode,
  sendPresenceCode,
} from './sam/activation.js';
import { extendActivation, signHash } from './sam/signing.js';
import { composeCertificate, composeCrl, composeOcspAnswer, composeTimestamp, describeAuthorities, signTreeHead } from './sam/authority.js';
import {
  abandonChange,
  acceptEnrolment,
  bindCertificate,
  describeBinding,
  describeEnrolment,
  destroyKey,
  listSignatures,
  offerMeans,
  openChange,
  openEnrolment,
  recordClient,
  suspendCredential as suspendBinding,
} from './sam/enrolment.js';
import { approveProposal, describeProposal, proposeAct, renewProviderKeys } from './sam/quorum.js';

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
  suspendCredential,
  refreshCredential,
  requestCertificate,
  deliver,
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
  presentEvidence,
  describeEvidence,
  sendCode,
  abandonActivation,
  authorise,
  sendPresenceCode,
  issueSad,
  extendActivation,
  signHash,
  offerMeans,
  openChange,
  abandonChange,
  describeBinding,
  suspendBinding,
  listSignatures,
  proposeAct,
  describeProposal,
  approveProposal,
  renewProviderKeys,
  composeCertificate,
  describeAuthorities,
  composeCrl,
  composeOcspAnswer,
  signTreeHead,
  composeTimestamp,
];
