import { z } from 'zod';
import { defineCall } from '../call.js';
import { base64, id, keyAlgorithm, moment, reply, request, title, url } from '../fields.js';

export const recordClient = defineCall({
  service: 'sam',
  name: 'recordClient',
  version: 1,
  purpose: 'Writes the trust record of a client: the name signers are shown and the limits it has.',
  request: request({ clientId: id('cli'), subscriberId: id('sub'), name: title, multisign: z.number().int().min(1).max(400) }),
  reply: reply({ clientId: id('cli') }),
  errors: ['request.duplicate', 'hsm.unavailable', 'record.tampered'],
  callers: ['management'],
  budgetMs: 3_000,
});

export const openEnrolment = defineCall({
  service: 'sam',
  name: 'openEnrolment',
  version: 1,
  purpose: 'Makes and wraps the key of a new credential and opens the challenge its signer answers.',
  request: request({
    credentialId: id('cred'),
    signerId: id('sgn'),
    subscriberId: id('sub'),
    algorithm: keyAlgorithm,
    policyId: z.string().regex(/^[a-z0-9-]{1,60}$/),
    provider: url,
  }),
  reply: reply({ enrolmentId: id('enr'), /** SubjectPublicKeyInfo, DER. */ publicKey: base64, multisign: z.number().int(), expiresAt: moment }),
  errors: ['algorithm.unsupported', 'evidence.provider_unknown', 'request.duplicate', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['key-lifecycle'],
  budgetMs: 12_000,
});

export const describeEnrolment = defineCall({
  service: 'sam',
  name: 'describeEnrolment',
  version: 1,
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
    expiresAt: moment,
  }),
  errors: ['enrolment.unknown', 'record.tampered', 'hsm.unavailable'],
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
  errors: ['enrolment.unknown', 'enrolment.state', 'enrolment.expired', 'evidence.invalid', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['key-lifecycle'],
  budgetMs: 8_000,
});

export const bindCertificate = defineCall({
  service: 'sam',
  name: 'bindCertificate',
  version: 1,
  purpose: 'Binds a certificate to its key if it verifies under a pinned issuing key and names this key and this subject.',
  request: request({ credentialId: id('cred'), certificate: base64 }),
  reply: reply({ /** SHA-256 of the certificate, hexadecimal. */ fingerprint: z.string(), validFrom: moment, validTo: moment }),
  errors: ['credential.unknown', 'credential.state', 'credential.certificate_mismatch', 'hsm.unavailable', 'record.tampered'],
  callers: ['key-lifecycle'],
  budgetMs: 5_000,
});

export const destroyKey = defineCall({
  service: 'sam',
  name: 'destroyKey',
  version: 1,
  purpose: 'Destroys the key of a credential that never became active. Repeating it changes nothing.',
  request: request({ credentialId: id('cred') }),
  reply: reply({ credentialId: id('cred') }),
  errors: ['credential.unknown', 'credential.state', 'hsm.unavailable', 'record.tampered'],
  callers: ['key-lifecycle'],
  budgetMs: 5_000,
});
