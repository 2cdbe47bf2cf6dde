import { z } from 'zod';
import { defineCall } from '../call.js';
import { base64, id, keyAlgorithm, moment, oid, reply, request, title, url } from '../fields.js';
import { publicJwk } from '../identity/public-jwk.js';
import { documents } from './opening.js';

/** What a one-session credential is made for: the authorisation that its enrolment is at the same time (IDN-07). */
export const sessionOrder = request({
  clientId: id('cli'),
  documents: documents.min(1),
  /** Of the digests; where it is left out, their length says it. */
  hashAlgorithmOid: oid.optional(),
});

export const recordClient = defineCall({
  service: 'sam',
  name: 'recordClient',
  version: 2,
  purpose: 'Writes the trust record of a client: the name signers are shown and the limits it has.',
  request: request({
    clientId: id('cli'),
    subscriberId: id('sub'),
    name: title,
    multisign: z.number().int().min(1).max(400),
    /** Keys by which the client signs orders and request objects; later only a quorum changes them. */
    keys: z.array(publicJwk).max(5).default([]),
  }),
  reply: reply({ clientId: id('cli') }),
  errors: ['request.duplicate', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['management'],
  budgetMs: 3_000,
});

export const openEnrolment = defineCall({
  service: 'sam',
  name: 'openEnrolment',
  version: 3,
  purpose: 'Makes the key of a new credential, or takes the present one for a renewal, and opens the challenge its signer answers.',
  request: request({
    credentialId: id('cred'),
    signerId: id('sgn'),
    subscriberId: id('sub'),
    algorithm: keyAlgorithm,
    policyId: z.string().regex(/^[a-z0-9-]{1,60}$/),
    provider: url,
    /** The one client whose orders activate the key: a seal's credential. */
    orderingClientId: id('cli').optional(),
    /** The container a seal's credential is in; its client is the ordering one. */
    containerId: id('ctr').optional(),
    /** Makes a one-session key: held in the token's session by the replica that answers, never wrapped, gone with it. */
    session: sessionOrder.optional(),
    /** Certifies the present key of this very credential again (`renewal`, `update`), or names the credential that the new one replaces (`rekey`). */
    renews: request({ kind: z.enum(['renewal', 'update', 'rekey']), credentialId: id('cred') }).optional(),
  }),
  reply: reply({
    enrolmentId: id('enr'),
    /** SubjectPublicKeyInfo, DER. */
    publicKey: base64,
    multisign: z.number().int(),
    expiresAt: moment,
    /** What the signer is shown: compact JWS of type `ENROLMENT_TYPE`. */
    statement: z.string().optional(),
  }),
  errors: [
    'algorithm.unsupported',
    'evidence.provider_unknown',
    'client.unknown',
    'container.unknown',
    'container.state',
    'credential.unknown',
    'credential.state',
    'hash.algorithm_unsupported',
    'hash.length',
    'activation.too_many',
    'pool.empty',
    'request.duplicate',
    'hsm.unavailable',
    'hsm.refused',
    'hsm.ambiguous',
    'record.tampered',
  ],
  callers: ['key-lifecycle'],
  budgetMs: 12_000,
});

export const describeEnrolment = defineCall({
  service: 'sam',
  name: 'describeEnrolment',
  version: 2,
  purpose: 'What the signer is told before an enrolment: the key’s thumbprint and the terms.',
  request: request({ enrolmentId: id('enr') }),
  reply: reply({
    enrolmentId: id('enr'),
    credentialId: id('cred'),
    state: z.enum(['open', 'accepted', 'bound', 'abandoned']),
    /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal. */
    keyThumbprint: z.string(),
    algorithm: keyAlgorithm,
    provider: url,
    /** Name and text of the terms the challenge commits to. */
    terms: z.object({ version: z.string(), text: z.string() }),
    /** What the signer is shown: compact JWS of type `ENROLMENT_TYPE`. */
    statement: z.string(),
    expiresAt: moment,
  }),
  errors: ['enrolment.unknown', 'hsm.refused', 'record.tampered', 'hsm.unavailable'],
  callers: ['identity'],
  budgetMs: 3_000,
});

export const acceptEnrolment = defineCall({
  service: 'sam',
  name: 'acceptEnrolment',
  version: 1,
  purpose: 'Verifies the signer’s evidence over the enrolment challenge, writes the binding record, answers the certification request.',
  request: request({ enrolmentId: id('enr'), idToken: z.string().min(20).max(16_000) }),
  reply: reply({ /** PKCS#10, DER, signed in the token. */ csr: base64, issuer: url, subject: z.string() }),
  errors: [
    'enrolment.unknown',
    'enrolment.state',
    'enrolment.expired',
    'evidence.missing',
    'evidence.invalid',
    'session.over',
    'hsm.unavailable',
    'hsm.refused',
    'hsm.ambiguous',
    'record.tampered',
  ],
  isForwarded: true,
  callers: ['key-lifecycle'],
  budgetMs: 8_000,
});

export const bindCertificate = defineCall({
  service: 'sam',
  name: 'bindCertificate',
  version: 1,
  purpose: 'Binds a certificate to its key if it verifies under a pinned issuing key and names this key and this subject.',
  request: request({ credentialId: id('cred'), certificate: base64 }),
  reply: reply({
    /** SHA-256 of the certificate, hexadecimal. */ fingerprint: z.string(),
    validFrom: moment,
    validTo: moment,
    /** Of a one-session credential: the activation that the enrolment's evidence completed; `issueSad` gives its SAD. */
    activationId: id('act').optional(),
  }),
  errors: ['credential.unknown', 'credential.state', 'session.over', 'credential.certificate_mismatch', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  isForwarded: true,
  callers: ['key-lifecycle'],
  budgetMs: 5_000,
});

export const destroyKey = defineCall({
  service: 'sam',
  name: 'destroyKey',
  version: 1,
  purpose: 'Destroys the key of a credential that never became active, or of a one-session credential at any time. Repeating it changes nothing.',
  request: request({ credentialId: id('cred') }),
  reply: reply({ credentialId: id('cred') }),
  errors: ['credential.unknown', 'credential.state', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  isForwarded: true,
  callers: ['key-lifecycle'],
  budgetMs: 5_000,
});

export const destroyByDecision = defineCall({
  service: 'sam',
  name: 'destroyByDecision',
  version: 1,
  purpose: 'Destroys an active or suspended credential’s key and revokes its certificate, on a change `destroy` that its signer approved.',
  request: request({ credentialId: id('cred'), changeId: id('chg') }),
  reply: reply({ credentialId: id('cred') }),
  errors: [
    'credential.unknown',
    'credential.state',
    'change.unknown',
    'change.state',
    'change.expired',
    'hsm.unavailable',
    'hsm.refused',
    'journal.closed',
    'record.tampered',
  ],
  callers: ['key-lifecycle'],
  budgetMs: 5_000,
});
