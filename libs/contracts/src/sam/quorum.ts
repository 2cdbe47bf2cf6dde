import { z } from 'zod';
import { defineCall } from '../call.js';
import { compactJws, id, moment, oid, reply, request, url } from '../fields.js';
import { publicJwk } from '../identity/public-jwk.js';
import { assertion } from './evidence.js';

/** One approver: a person with a passkey, known to the SAM and to nobody else. */
export const approver = z.strictObject({
  id: id('apr'),
  name: z.string().min(1).max(200),
  /** What the person may do. Approvers decide proposals; supervisors stand beside a signer (supervised codes). */
  duties: z.array(z.enum(['approver', 'supervisor'])).min(1),
  passkey: z.strictObject({
    /** Credential id, base64url. */
    id: z.string().regex(/^[A-Za-z0-9_-]{16,1400}$/),
    /** COSE_Key, base64url. */
    publicKey: z.string().regex(/^[A-Za-z0-9_-]{40,2000}$/),
  }),
});
export type Approver = z.output<typeof approver>;

/** The acts there are, by name. */
export const quorumActNames = [
  'pin-provider-keys',
  'pin-client-keys',
  'limit-client',
  'remove-means',
  'replace-means',
  'unlock-means',
  'resume-credential',
  'change-quorum',
  'end-authority',
  'reopen-journal',
  'open-container',
  'resume-container',
  'close-container',
  'grant-role',
  'end-service',
] as const;

/** The people who decide together, and how many of them it takes. */
export const quorum = z
  .strictObject({
    threshold: z.number().int().min(2).max(20),
    approvers: z.array(approver).min(2).max(50),
    /** More than the threshold for some acts (ROL-04); an act without an entry takes the threshold. */
    thresholds: z.partialRecord(z.enum(quorumActNames), z.number().int().min(2).max(20)).optional(),
  })
  .refine(
    ({ threshold, approvers, thresholds }) =>
      Object.values(thresholds ?? {}).every((one) => one >= threshold && one <= approvers.filter(({ duties }) => duties.includes('approver')).length),
    'thresholds: expected each to be no less than the threshold and no more than there are approvers',
  )
  .refine(
    ({ threshold, approvers }) => approvers.filter(({ duties }) => duties.includes('approver')).length >= threshold,
    'expected at least as many approvers as the threshold',
  )
  .refine(
    ({ approvers }) => isEachOnce(approvers.map((one) => one.id)) && isEachOnce(approvers.map((one) => one.passkey.id)),
    'expected each approver and each passkey once',
  );
export type Quorum = z.output<typeof quorum>;

/** When a container's keys sign without a person beside them, and how much (SEA-01, SEA-02). */
export const containerLimits = z.strictObject({
  /** Most signatures in a day of UTC, over all credentials of the container. */
  perDay: z.number().int().min(1).max(10_000_000),
  /** Hours of UTC in which it signs, from the first to before the second; around midnight where the first is later. All day where it is left out. */
  hours: z.strictObject({ from: z.number().int().min(0).max(23), to: z.number().int().min(0).max(24) }).optional(),
  /** Digest algorithms (OIDs) it signs over; any that the policy on algorithms allows where it is left out. */
  digestAlgorithms: z.array(oid).min(1).max(10).optional(),
});
export type ContainerLimits = z.output<typeof containerLimits>;

/** Roles of trust (ROL-01). */
export const trustRoles = [
  'security-officer',
  'application-manager',
  'system-engineer',
  'system-operator',
  'auditor',
  'hsm-administrator',
  'registration-officer',
  'revocation-officer',
  'share-holder',
] as const;
export type TrustRole = (typeof trustRoles)[number];

const moments = { notBefore: moment.optional(), notAfter: moment.optional() };

/** What a quorum can do, and nothing else. */
export const quorumAct = z.discriminatedUnion('act', [
  /** The keys of an identity provider from now on, with the dates between which each counts. */
  z.strictObject({
    act: z.literal('pin-provider-keys'),
    issuer: url,
    keys: z
      .array(z.strictObject({ key: publicJwk, ...moments }))
      .min(1)
      .max(20),
  }),
  /** The keys by which a client signs orders and request objects; an empty list takes them away. */
  z.strictObject({ act: z.literal('pin-client-keys'), clientId: id('cli'), keys: z.array(publicJwk).max(5) }),
  z.strictObject({ act: z.literal('limit-client'), clientId: id('cli'), multisign: z.number().int().min(1).max(400) }),
  /** Takes one means of a credential away, at once; the signer adds another with what is left. */
  z.strictObject({ act: z.literal('remove-means'), credentialId: id('cred'), meansId: id('mns') }),
  /** Puts another account at the identity provider, or another passkey, in the place of a lost means. */
  z.strictObject({
    act: z.literal('replace-means'),
    credentialId: id('cred'),
    meansId: id('mns'),
    by: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('oidc'), issuer: url, subject: z.string().min(1).max(255) }),
      z.strictObject({ kind: z.literal('passkey'), passkey: approver.shape.passkey }),
      z.strictObject({ kind: z.literal('one-time-code'), channel: z.enum(['sms', 'email']), address: z.string().min(3).max(254) }),
    ]),
  }),
  /** Forgets the wrong tries of a locked means. */
  z.strictObject({ act: z.literal('unlock-means'), credentialId: id('cred'), meansId: id('mns') }),
  z.strictObject({ act: z.literal('resume-credential'), credentialId: id('cred') }),
  /** Other people, or another threshold. */
  z.strictObject({ act: z.literal('change-quorum'), quorum }),
  /**
   * Ends the embedded issuing authority for good (CRT-07): whatever it certified is revoked, its last list is valid to the end of 9999, its key
   * is destroyed.
   */
  z.strictObject({ act: z.literal('end-authority'), authority: z.literal('issuing'), reason: z.string().min(10).max(500) }),
  /** Opens a customer's container: bound to one client, with the limits under which its orders sign (SEA-01). */
  z.strictObject({
    act: z.literal('open-container'),
    containerId: id('ctr'),
    clientId: id('cli'),
    /** What people call it; signers never see it. */
    name: z.string().min(1).max(200),
    limits: containerLimits,
    /** Who runs the keys in the owner's name, and on which paper (SEA-04); none where the customer does it itself. */
    delegation: z.strictObject({ to: z.string().min(1).max(200), reference: z.string().min(1).max(200) }).optional(),
  }),
  z.strictObject({ act: z.literal('resume-container'), containerId: id('ctr') }),
  /** Ends a container for good: nothing in it signs any more, and its keys are destroyed. */
  z.strictObject({ act: z.literal('close-container'), containerId: id('ctr'), reason: z.string().min(10).max(500) }),
  /** Gives an operator a role of trust; identity writes it down once this is done. */
  z.strictObject({ act: z.literal('grant-role'), operatorId: id('opr'), operatorName: z.string().min(1).max(255), role: z.enum(trustRoles) }),
  /** Ends the service (EOL-01): every certificate is revoked and every signer's key destroyed. */
  z.strictObject({ act: z.literal('end-service'), reason: z.string().min(10).max(500) }),
  /** Has the SAM sign again although entries of its journal are lost. Whatever was open is burned. */
  z.strictObject({ act: z.literal('reopen-journal'), /** What the approvers know of how it came about. */ reason: z.string().min(10).max(500) }),
]);
export type QuorumAct = z.output<typeof quorumAct>;

/** Payload of a proposal's statement: what approvers are shown. */
export const proposalStatement = z.object({
  jti: id('prop'),
  iat: z.number().int(),
  exp: z.number().int(),
  act: quorumAct,
  /** What the act is about, in the SAM's own words from its own records: a client's name, a certificate's subject. */
  about: z.record(z.string(), z.string()),
  /** The version of the quorum that decides; another one ends the proposal. */
  quorumVersion: z.number().int(),
  threshold: z.number().int(),
  /** Who may approve, and with which passkey. */
  approvers: z.array(z.object({ id: id('apr'), name: z.string(), passkey: z.string() })),
  nonce: z.string().min(22),
});
export type ProposalStatement = z.output<typeof proposalStatement>;

export const proposalStates = ['open', 'done', 'withdrawn'] as const;

const proposal = reply({
  proposalId: id('prop'),
  /** Compact JWS of type `PROPOSAL_TYPE`. */
  statement: z.string(),
  state: z.enum(proposalStates),
  /** Who has approved so far. */
  approvals: z.array(z.object({ approverId: id('apr'), name: z.string(), at: moment })),
  expiresAt: moment,
});

export const proposeAct = defineCall({
  service: 'sam',
  name: 'proposeAct',
  version: 5,
  purpose: 'Puts something before the quorum. Nothing happens until enough approvers have given their passkeys over it.',
  request: request({ act: quorumAct }),
  reply: proposal,
  errors: [
    'proposal.impossible',
    'client.unknown',
    'container.unknown',
    'container.state',
    'credential.unknown',
    'credential.state',
    'means.unknown',
    'evidence.provider_unknown',
    'hsm.unavailable',
    'hsm.refused',
    'hsm.ambiguous',
    'record.tampered',
  ],
  callers: ['management'],
  budgetMs: 5_000,
});

export const describeProposal = defineCall({
  service: 'sam',
  name: 'describeProposal',
  version: 1,
  purpose: 'A proposal, its statement and who has approved it.',
  request: request({ proposalId: id('prop') }),
  reply: proposal,
  errors: ['proposal.unknown', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['management', 'identity'],
  budgetMs: 3_000,
});

export const approveProposal = defineCall({
  service: 'sam',
  name: 'approveProposal',
  version: 1,
  purpose: 'Verifies one approver’s passkey over the proposal; the last one needed makes it happen.',
  request: request({ proposalId: id('prop'), assertion }),
  reply: proposal,
  errors: [
    'proposal.unknown',
    'proposal.state',
    'proposal.refused',
    'proposal.impossible',
    'hsm.unavailable',
    'hsm.refused',
    'hsm.ambiguous',
    'record.tampered',
  ],
  callers: ['identity'],
  budgetMs: 8_000,
});

export const renewProviderKeys = defineCall({
  service: 'sam',
  name: 'renewProviderKeys',
  version: 1,
  purpose: 'Takes a provider’s new key set, if one of its pinned keys signed it (OpenID Federation, signed_jwks_uri).',
  request: request({ issuer: url, /** A JWT of type `jwk-set+jwt`. */ signedKeys: compactJws(64_000) }),
  reply: reply({ keyIds: z.array(z.string()) }),
  errors: ['evidence.provider_unknown', 'evidence.invalid', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['identity'],
  budgetMs: 3_000,
});

function isEachOnce(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}
