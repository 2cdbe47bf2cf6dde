import { evidenceKind } from '@paraph/contracts';
import { keyAlgorithms, sha256Hex } from '@paraph/kernel';
import type { Setting } from '@paraph/platform';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { explicitKinds } from '../../domain/evidence/factors.js';
import { policyProblems } from '../../domain/evidence/policy-problems.js';
import { Policies, type Policy } from '../../domain/ports/policies.js';
import { EMBEDDED_AUTHORITY, qcStatementNames, signerProfileNames } from '../../domain/x509/certificate-profile.js';

const seconds = (least: number, most: number) => z.number().int().min(least).max(most);

const uuid = z.uuid().transform((text) => text.toLowerCase());

const certificate = <Validity extends z.ZodRawShape>(validity: Validity) =>
  z.strictObject({
    ...validity,
    keyLifetimeDays: z.number().int().min(1).max(3_650).optional(),
    policyOids: z.array(z.string().regex(/^[0-2](?:\.\d+)+$/)).min(1),
    authority: z
      .string()
      .regex(/^[a-z0-9-]{1,60}$/)
      .default(EMBEDDED_AUTHORITY),
    profile: z.enum(signerProfileNames).default('natural-person'),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional(),
    qcStatements: z.array(z.enum(qcStatementNames)).min(1).optional(),
  });

const DAY = 86_400;

const policyFile = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,60}$/),
    version: z.string().min(1).max(40),
    profile: z.enum(['qualified', 'other']),
    evidence: z.array(z.array(evidenceKind).min(1).max(4)).min(1).max(8),
    explicit: z
      .array(z.array(z.enum(explicitKinds)).min(1).max(3))
      .max(4)
      .default([]),
    promise: z.enum(['shown', 'presence']),
    minimumFactors: z.union([z.literal(1), z.literal(2)]),
    counted: z.enum(['off', 'ordered', 'free']).default('off'),
    scal: z.enum(['1', '2']).default('2'),
    byLink: z.boolean().default(false),
    signatureQualifier: z
      .string()
      .regex(/^[a-z0-9]+(?:_[a-z0-9]+)*$/)
      .max(60)
      .optional(),
    multisign: z.number().int().min(1).max(400),
    openDrafts: z.strictObject({ perCredential: z.number().int().min(1).max(100), perClient: z.number().int().min(1).max(10_000) }),
    draftLifetimeSeconds: seconds(30, 3_600),
    sadLifetimeSeconds: seconds(1, 1_800),
    // Two hours at most, thirty minutes in the qualified profile (ACT-06).
    sessionMaximumSeconds: seconds(1, 7_200),
    meansWaitSeconds: seconds(0, 30 * 86_400),
    passkey: z
      .strictObject({ attestedModels: z.array(uuid).max(100).default([]), allowBackup: z.boolean() })
      .default({ attestedModels: [], allowBackup: true }),
    code: z
      .strictObject({
        channel: z.enum(['sms', 'email']),
        lifetimeSeconds: seconds(30, 300),
        tries: z.number().int().min(1).max(5),
        perDay: z.number().int().min(1).max(50),
      })
      .default({ channel: 'sms', lifetimeSeconds: 300, tries: 3, perDay: 10 }),
    pin: z.strictObject({ minimumLength: z.number().int().min(4).max(12), tries: z.number().int().min(1).max(10) }).default({ minimumLength: 6, tries: 3 }),
    session: z
      .strictObject({
        pool: z
          .strictObject({
            algorithm: z.enum(keyAlgorithms),
            size: z.number().int().min(1).max(1_000),
            lowWater: z.number().int().min(1).max(1_000),
            perSubscriber: z.number().int().min(1).max(1_000).optional(),
            whenEmpty: z.union([z.literal('refuse'), z.strictObject({ waitMs: z.number().int().min(1).max(4_000) })]),
          })
          .optional(),
      })
      .optional(),
    certificate: z.union([certificate({ validityDays: z.number().int().min(1).max(1_825) }), certificate({ validitySeconds: seconds(10, 86_399) })]),
    notices: z.strictObject({ signature: z.boolean().default(false) }).default({ signature: false }),
    terms: z.strictObject({ version: z.string().min(1).max(40), text: z.string().min(1).max(20_000) }),
  })
  .transform(({ certificate: { policyOids, authority, profile, country, qcStatements, keyLifetimeDays, ...validity }, ...policy }) => {
    const validitySeconds = 'validityDays' in validity ? validity.validityDays * DAY : validity.validitySeconds;
    const keyLifetime = keyLifetimeDays === undefined ? {} : { keyLifetimeSeconds: keyLifetimeDays * DAY };
    return { ...policy, certificate: { policyOids, validitySeconds, authority, profile, country, qcStatements, ...keyLifetime } };
  })
  .superRefine((policy, context) => {
    for (const problem of policyProblems(policy)) context.addIssue({ code: 'custom', message: problem });
  });

/** The policies of a folder, one `*.json` file each, named by its id. */
export class PoliciesFolder extends Policies {
  private readonly policies: ReadonlyMap<string, Policy>;

  /** @throws Error that names the file and what is wrong with it */
  constructor(folder: string) {
    super();
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    if (names.length === 0) throw new Error(`no policy (*.json) in ${folder}`);
    this.policies = new Map(names.map((name) => [name.slice(0, -'.json'.length), readPolicy(folder, name)]));
  }

  override find(policyId: string): Policy | undefined {
    return this.policies.get(policyId);
  }

  override all(): readonly Policy[] {
    return [...this.policies.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  }
}

/** The folder of policies as a setting: a wrong policy is a problem of the configuration. */
export function policiesFolder(key: string, purpose: string): Setting<Policies> {
  return { key, purpose, file: true, parse: (folder) => new PoliciesFolder(folder) };
}

function readPolicy(folder: string, name: string): Policy {
  const bytes = readFileSync(join(folder, name));
  const parsed = policyFile.safeParse(JSON.parse(bytes.toString('utf8')));
  if (!parsed.success) throw new Error(`${name}: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`);
  if (`${parsed.data.id}.json` !== name) throw new Error(`${name}: its id is ${parsed.data.id}`);
  return { ...parsed.data, digest: sha256Hex(bytes) };
}
