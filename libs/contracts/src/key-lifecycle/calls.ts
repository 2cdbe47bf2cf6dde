import { z } from 'zod';
import { defineCall } from '../call.js';
import { base64, id, keyAlgorithm, moment, reply, request, url } from '../fields.js';
import { sessionOrder } from '../sam/enrolment.js';

/** States of a credential, from its request to its end. */
export const credentialStates = ['requested', 'keyed', 'certified', 'active', 'suspended', 'expired', 'revoked', 'destroying', 'destroyed'] as const;

/** A credential as the edges may describe it to a client. */
export const credentialDescription = reply({
  credentialId: id('cred'),
  signerId: id('sgn'),
  subscriberId: id('sub'),
  state: z.enum(credentialStates),
  algorithm: keyAlgorithm,
  /** End-entity first, then each issuer; DER as Base64. */
  certificates: z.array(base64).min(1),
  validFrom: moment,
  validTo: moment,
  /** Most signatures one authorisation may cover. */
  multisign: z.number().int().positive(),
  description: z.string().max(255),
});
export type CredentialDescription = z.output<typeof credentialDescription>;

export const createCredential = defineCall({
  service: 'key-lifecycle',
  name: 'createCredential',
  version: 5,
  purpose: 'Makes a key in the SAM and opens the enrolment that its signer completes.',
  request: request({
    signerId: id('sgn'),
    /** Whose the signer is, where identity itself asks: it is the one who knows. From anybody else it is not taken. */
    subscriberId: id('sub').optional(),
    algorithm: keyAlgorithm,
    /** Name of a policy the SAM knows. */
    policyId: z.string().regex(/^[a-z0-9-]{1,60}$/),
    /** Issuer of the identity provider that will prove the signer. */
    provider: url,
    description: z.string().max(255).default(''),
    /** The one client whose orders activate the key: a seal's credential. */
    orderingClientId: id('cli').optional(),
    /** Not shown to anybody and not usable until `claimCredential`: one that its signer's authorisation makes (CSC 2.2 credentials/create). */
    isHeld: z.boolean().optional(),
    /** The container of a seal's credential: its client is the ordering one, and none else is taken. */
    containerId: id('ctr').optional(),
    /** A one-session credential: enrolment, authorisation and signature are one (IDN-07). */
    session: sessionOrder.optional(),
  }),
  reply: reply({
    credentialId: id('cred'),
    enrolmentId: id('enr'),
    expiresAt: moment,
    /** What the signer is shown, as `describeEnrolment` has it. */
    statement: z.string().optional(),
  }),
  errors: [
    'signer.unknown',
    'client.unknown',
    'container.unknown',
    'container.state',
    'algorithm.unsupported',
    'hash.algorithm_unsupported',
    'hash.length',
    'activation.too_many',
    'pool.empty',
    'evidence.provider_unknown',
    'hsm.unavailable',
    'hsm.refused',
    'hsm.ambiguous',
    'record.tampered',
  ],
  callers: ['management', 'identity'],
  budgetMs: 15_000,
});

export const completeEnrolment = defineCall({
  service: 'key-lifecycle',
  name: 'completeEnrolment',
  version: 1,
  purpose: 'Carries the signer’s evidence to the SAM, has the key certified and bound. It completes or leaves nothing usable.',
  request: request({ enrolmentId: id('enr'), idToken: z.string().min(20).max(16_000) }),
  reply: reply({
    credentialId: id('cred'),
    signerId: id('sgn'),
    issuer: url,
    subject: z.string(),
    /** The signer is accepted, and the authority takes its time over the certificate: it is bound as soon as it comes. */
    isPending: z.boolean().optional(),
    /** Of a one-session credential: the activation that the same evidence completed. */
    activationId: id('act').optional(),
  }),
  errors: [
    'session.over',
    'enrolment.unknown',
    'enrolment.state',
    'enrolment.expired',
    'evidence.missing',
    'evidence.invalid',
    'certificate.refused',
    'certificate.pending',
    'authority.unavailable',
    'credential.certificate_mismatch',
    'hsm.unavailable',
    'hsm.refused',
    'hsm.ambiguous',
    'record.tampered',
  ],
  callers: ['identity'],
  budgetMs: 20_000,
});

export const endSession = defineCall({
  service: 'key-lifecycle',
  name: 'endSession',
  version: 1,
  purpose: 'Ends a one-session credential whose signer refused or whose request failed before anything was authorised. Repeating it changes nothing.',
  request: request({ enrolmentId: id('enr'), reason: z.enum(['refused', 'failed']) }),
  reply: reply({ credentialId: id('cred'), state: z.enum(credentialStates) }),
  errors: ['enrolment.unknown', 'credential.state', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['identity'],
  budgetMs: 5_000,
});

export const listCredentials = defineCall({
  service: 'key-lifecycle',
  name: 'listCredentials',
  version: 3,
  purpose: 'The certified credentials of one signer with one subscriber, usable ones first.',
  request: request({
    signerId: id('sgn'),
    subscriberId: id('sub'),
    onlyValid: z.boolean(),
    /** Who asks for the signer: a one-session credential is shown to the client of its session and to nobody else. */
    clientId: id('cli').optional(),
  }),
  reply: reply({ credentials: z.array(credentialDescription) }),
  errors: [],
  callers: ['gateway', 'identity'],
  budgetMs: 3_000,
});

export const describeCredential = defineCall({
  service: 'key-lifecycle',
  name: 'describeCredential',
  version: 3,
  purpose: 'One credential, if it belongs to this subscriber and, where named, to this signer.',
  request: request({
    credentialId: z.string().max(200),
    subscriberId: id('sub'),
    signerId: id('sgn').optional(),
    /** Who asks: a one-session credential is shown to the client of its session and to nobody else. */
    clientId: id('cli').optional(),
  }),
  reply: credentialDescription,
  errors: ['credential.unknown'],
  callers: ['gateway', 'identity'],
  budgetMs: 3_000,
});

export const claimCredential = defineCall({
  service: 'key-lifecycle',
  name: 'claimCredential',
  version: 1,
  purpose: 'Puts a held credential into its signer’s hands, once it is certified (CSC 2.2 credentials/create). A second claim is refused.',
  request: request({ credentialId: id('cred'), subscriberId: id('sub'), signerId: id('sgn') }),
  reply: credentialDescription,
  errors: ['credential.unknown', 'credential.state', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['gateway'],
  budgetMs: 5_000,
});

export const deleteCredential = defineCall({
  service: 'key-lifecycle',
  name: 'deleteCredential',
  version: 1,
  purpose: 'Destroys the key of a credential by its signer’s decision, and shows it to nobody any more (CSC 2.2 credentials/delete).',
  request: request({
    credentialId: id('cred'),
    subscriberId: id('sub'),
    signerId: id('sgn'),
    /** The decision, which the SAM verified. */ changeId: id('chg'),
  }),
  reply: reply({ credentialId: id('cred') }),
  errors: ['credential.unknown', 'credential.state', 'change.unknown', 'change.state', 'change.expired', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['gateway'],
  budgetMs: 8_000,
});

export const suspendCredential = defineCall({
  service: 'key-lifecycle',
  name: 'suspendCredential',
  version: 1,
  purpose: 'Suspends a credential, in the SAM first. Stopping is cheap: any of these callers may.',
  request: request({ credentialId: id('cred'), requestedBy: z.enum(['signer', 'operator']), reason: z.string().max(200) }),
  reply: reply({ credentialId: id('cred'), state: z.enum(credentialStates) }),
  errors: ['credential.unknown', 'credential.state', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['identity', 'management'],
  budgetMs: 5_000,
});

export const refreshCredential = defineCall({
  service: 'key-lifecycle',
  name: 'refreshCredential',
  version: 1,
  purpose: 'Has key-lifecycle look again at the SAM’s record, after something that the SAM decided: a resumption, or an end on an authority’s proof.',
  request: request({ credentialId: id('cred') }),
  reply: reply({ credentialId: id('cred'), state: z.enum(credentialStates) }),
  errors: ['credential.unknown', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['identity', 'management', 'ca-connector'],
  budgetMs: 5_000,
});

export const reportRevocation = defineCall({
  service: 'key-lifecycle',
  name: 'reportRevocation',
  version: 1,
  purpose: 'Tells that an authority lists the certificate of a credential as revoked: it is suspended at once, in the SAM first. Repeating it changes nothing.',
  request: request({
    credentialId: id('cred'),
    /** SHA-256 of the certificate, hexadecimal. */ fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
    revokedAt: moment,
  }),
  reply: reply({ credentialId: id('cred'), state: z.enum(credentialStates) }),
  errors: ['credential.unknown', 'credential.state', 'credential.certificate_mismatch', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['ca-connector'],
  budgetMs: 5_000,
});
