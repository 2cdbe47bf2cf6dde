import { z } from 'zod';
import { defineCall } from '../call.js';
import { id, keyAlgorithm, moment, reply, request } from '../fields.js';

/**
 * How a credential goes on. `renewal`: the present key, the same names, a later end. `update`: the present key, the names as they are now, and the
 * certificate of before is revoked. `rekey`: a new key and a new credential; the old one is destroyed once the new one signs.
 */
export const renewalKinds = ['renewal', 'update', 'rekey'] as const;

export const renewCredential = defineCall({
  service: 'key-lifecycle',
  name: 'renewCredential',
  version: 1,
  purpose: 'Opens the enrolment by which a credential’s signer has its key certified again, or replaced by a new one.',
  request: request({
    credentialId: id('cred'),
    kind: z.enum(renewalKinds),
    /** Whose it has to be, where its signer asks. */
    signerId: id('sgn').optional(),
    /** Of the new key; as before where it is left out. Only for a rekey. */
    algorithm: keyAlgorithm.optional(),
  }),
  reply: reply({
    /** The same for a renewal and an update; for a rekey, the new one. */
    credentialId: id('cred'),
    enrolmentId: id('enr'),
    expiresAt: moment,
  }),
  errors: [
    'credential.unknown',
    'credential.state',
    'client.unknown',
    'container.unknown',
    'container.state',
    'algorithm.unsupported',
    'evidence.provider_unknown',
    'signer.unknown',
    'hsm.unavailable',
    'hsm.refused',
    'hsm.ambiguous',
    'record.tampered',
  ],
  callers: ['management', 'identity'],
  budgetMs: 15_000,
});
