import { z } from 'zod';
import { defineCall } from '../call.js';
import { compactJws, id, keyAlgorithm, moment, reply, request } from '../fields.js';

/** `typ` of a certificate of destruction. */
export const DESTRUCTION_TYPE = 'paraph-destruction+jwt';

/** Why a key was destroyed. */
export const destructionCauses = [
  'expired',
  'decided',
  'revoked',
  'replaced',
  'unused',
  'session-over',
  'authority-ended',
  'service-ended',
  'container-closed',
  'orphaned',
] as const;

/** How many credentials one call looks at. */
export const DESTRUCTION_PAGE = 25;

export const destroyExpired = defineCall({
  service: 'sam',
  name: 'destroyExpired',
  version: 1,
  purpose: 'Destroys the keys of credentials whose certificate is over by the SAM’s own record and clock. Repeating it changes nothing.',
  request: request({ credentialIds: z.array(id('cred')).min(1).max(DESTRUCTION_PAGE) }),
  reply: reply({
    results: z.array(
      z.object({
        credentialId: id('cred'),
        /** `kept`: not over by the SAM's record, or not one that could ever sign. `unknown`: there is no record. `tampered`: nothing was done. */
        outcome: z.enum(['destroyed', 'kept', 'unknown', 'tampered']),
      }),
    ),
  }),
  errors: ['hsm.unavailable', 'hsm.refused', 'record.tampered', 'journal.closed'],
  callers: ['key-lifecycle'],
  budgetMs: 8_000,
});

export const certifyDestruction = defineCall({
  service: 'sam',
  name: 'certifyDestruction',
  version: 1,
  purpose: 'Looks once more for a destroyed key, and signs what became of each of its copies: the certificate of destruction.',
  request: request({ credentialId: id('cred') }),
  reply: reply({ /** Compact JWS of type `DESTRUCTION_TYPE`; its payload is `destructionClaims`. */ certificate: compactJws(20_000) }),
  errors: ['credential.unknown', 'credential.state', 'hsm.unavailable', 'hsm.refused', 'hsm.ambiguous', 'record.tampered'],
  callers: ['management'],
  budgetMs: 5_000,
});

export const listKeys = defineCall({
  service: 'sam',
  name: 'listKeys',
  version: 1,
  purpose: 'The signers’ keys there are, page by page, each with its credential: for whoever looks for keys without an owner.',
  request: request({ after: id('key').optional(), limit: z.number().int().min(1).max(200) }),
  reply: reply({
    keys: z.array(
      z.object({
        keyId: id('key'),
        /** Absent where nothing that the SAM believes names the key. */
        credentialId: id('cred').optional(),
        /** What the SAM's records say of the credential; `open` is an enrolment that waits for its signer. */
        state: z.enum(['open', 'accepted', 'active', 'suspended', 'revoked', 'destroyed', 'abandoned']).optional(),
      }),
    ),
    /** What the next page comes after; absent on the last one. */
    next: id('key').optional(),
  }),
  errors: ['hsm.unavailable', 'record.tampered'],
  callers: ['key-lifecycle'],
  budgetMs: 8_000,
});

export const destroyOrphan = defineCall({
  service: 'sam',
  name: 'destroyOrphan',
  version: 1,
  purpose: 'Destroys a key that nothing the SAM believes names as one in use. It judges that itself; repeating it changes nothing.',
  request: request({ keyId: id('key') }),
  reply: reply({ keyId: id('key'), /** `owned`: it is in use, and stays. `absent`: there is none. */ outcome: z.enum(['destroyed', 'owned', 'absent']) }),
  errors: ['hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['key-lifecycle'],
  budgetMs: 5_000,
});

/** Payload of a certificate of destruction. */
export const destructionClaims = z.object({
  /** The credential. */
  sub: id('cred'),
  /** Unix seconds. */
  iat: z.number().int(),
  signer: id('sgn'),
  subscriber: id('sub'),
  keys: z
    .array(
      z.object({
        keyId: id('key'),
        algorithm: keyAlgorithm,
        /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal. */
        keyDigest: z.string(),
        certificate: z.object({ serialNumber: z.string(), fingerprint: z.string(), subject: z.string(), validTo: moment }).optional(),
        cause: z.enum(destructionCauses),
        destroyedAt: moment,
        copies: z.object({
          /** `erased`: the one row of the database that held it. `none`: it was never wrapped. */
          blob: z.enum(['erased', 'none']),
          /** Labels of the tokens that could open it. */
          tokens: z.string(),
          /** Until when backups of the database may hold the blob. */
          backupsUntil: moment.optional(),
          /** The replica in whose token session it lived. */
          heldBy: z.string().optional(),
        }),
        /** Each replica, once it had looked where a signature takes a key from, its row and the tokens' unwrapped copies, and found none. */
        tries: z.array(z.object({ replica: z.string(), triedAt: moment, outcome: z.literal('gone') })).min(1),
      }),
    )
    .min(1),
});
export type DestructionClaims = z.output<typeof destructionClaims>;
