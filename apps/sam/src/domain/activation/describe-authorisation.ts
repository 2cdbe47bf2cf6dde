import { authObjects, type AuthorisationFacts, type EvidenceKind } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { addressHint } from '../evidence/means-for-page.js';
import { codeMeans } from '../evidence/one-time-code/code-means.js';
import { possibleAlternatives } from '../evidence/possible-alternatives.js';
import type { Policies, Policy } from '../ports/policies.js';
import type { BindingRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';

type AuthObject = AuthorisationFacts['explicit'][number][number];

const objects: ReadonlyMap<EvidenceKind, AuthObject> = new Map(
  // The contract's own table, turned round: its keys are the ids.
  (Object.entries(authObjects) as [AuthObject, EvidenceKind][]).map(([id, kind]) => [kind, id]),
);

/**
 * How credentials are authorised, by their binding records and policies (CSC v2 11.5). A means that is locked is still told: that it is
 * locked, whoever tries it hears.
 */
export class DescribeAuthorisation {
  constructor(
    private readonly records: TrustRecords,
    private readonly policies: Policies,
    private readonly clock: Clock,
  ) {}

  /** Those that are known, in the order asked. @throws `record.tampered`, `hsm.unavailable` */
  async run(credentialIds: readonly string[]): Promise<AuthorisationFacts[]> {
    const now = this.clock.now();
    const found = await Promise.all([...new Set(credentialIds)].map((credentialId) => this.records.find('binding', credentialId)));
    return found.flatMap((record) => {
      const policy = record && this.policies.find(record.body.policyId);
      return policy ? [factsOf(record.id, record.body, { policy, now })] : [];
    });
  }
}

function factsOf(credentialId: string, binding: BindingRecord, { policy, now }: { readonly policy: Policy; readonly now: Date }): AuthorisationFacts {
  const explicit = possibleAlternatives(policy.explicit, binding, now);
  const byPage = possibleAlternatives(policy.evidence, binding, now).length > 0;
  const [code] = codeMeans(binding, policy, now);
  const sendsMessages = policy.byLink || policy.explicit.some((kinds) => kinds.includes('one-time-code'));
  return {
    credentialId,
    scal: policy.scal,
    mayDefer: policy.counted !== 'off',
    byPage,
    explicit: explicit.map((combination) => combination.flatMap((kind) => objects.get(kind) ?? [])),
    byLink: policy.byLink && byPage && code !== undefined,
    ...(policy.signatureQualifier !== undefined && { signatureQualifier: policy.signatureQualifier }),
    ...(sendsMessages && code && { message: { channel: code.channel, hint: addressHint(code.address) } }),
  };
}
