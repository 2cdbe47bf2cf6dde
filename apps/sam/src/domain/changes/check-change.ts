import { ServiceError, type ChangeAct, type EvidenceKind } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { Enter } from '../activation/openings-under-way.js';
import { possibleAlternatives } from '../evidence/possible-alternatives.js';
import { askedKinds } from '../means/registered-kinds.js';
import { isEndless, withoutMeans } from '../means/schedule.js';
import type { Policies, Policy } from '../ports/policies.js';
import type { BindingRecord, TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { ChangeRows } from './change-rows.js';

/** What a signer asks for, its shape checked at the door. */
export interface ChangeRequest {
  readonly credentialId: string;
  readonly signerId: string;
  readonly change: ChangeAct;
}

/** A change that may be opened, with the SAM's own word on everything it rests on. */
export interface AllowedChange {
  readonly binding: TrustRecord<'binding'>;
  readonly policy: Policy;
  readonly change: ChangeAct;
  /** Subject of the certificate, as the signer is shown it. */
  readonly subject: string;
  readonly alternatives: readonly (readonly EvidenceKind[])[];
}

/** Means of one kind that a credential may have at once: each stands in every statement. */
const MOST_PASSKEYS = 10;

/** In which states each act makes sense. Whoever has stopped a credential may also end it. */
const neededStates: Readonly<Record<ChangeAct['act'], readonly BindingRecord['state'][]>> = {
  'add-means': ['active'],
  'remove-means': ['active'],
  resume: ['suspended'],
  destroy: ['active', 'suspended'],
};

/** Decides whether a signer's change may be opened, from the SAM's records and policies alone. */
export class CheckChange {
  constructor(
    private readonly records: TrustRecords,
    private readonly policies: Policies,
    private readonly rows: ChangeRows,
    private readonly clock: Clock,
  ) {}

  /**
   * @param enter the opening counts among others of this credential from here on
   * @throws `credential.unknown`, `credential.state`, `means.unknown`, `evidence.missing`, `activation.busy`, `record.tampered`, `hsm.unavailable`
   */
  async run({ credentialId, signerId, change }: ChangeRequest, enter: Enter): Promise<AllowedChange> {
    const binding = await this.records.find('binding', credentialId);
    if (binding?.body.signerId !== signerId) throw new ServiceError('credential.unknown', 'no such credential');
    const [others = 0] = enter();
    const { state, certificate, policyId, heldBy } = binding.body;
    const needed = neededStates[change.act];
    if (!needed.includes(state) || !certificate) throw new ServiceError('credential.state', `this change needs a credential that is ${needed.join(' or ')}`);
    if (heldBy !== undefined) throw new ServiceError('credential.state', 'a credential of one session ends with it and is not changed');
    const policy = this.policies.find(policyId);
    if (!policy) throw new ServiceError('credential.state', 'the policy of the credential is not in force');

    requirePossible(change, binding.body, policy, this.clock.now());
    const alternatives = changeAlternatives(policy, binding.body, this.clock.now());
    if (alternatives.length === 0) throw new ServiceError('evidence.missing', 'no means of the credential counts at this moment');
    const open = await this.rows.countOpen(credentialId, this.clock.now());
    if (open + others >= policy.openDrafts.perCredential)
      throw new ServiceError('activation.busy', 'too many changes of this credential wait', { retryAfter: 30 });
    return { binding, policy, change, subject: certificate.subject, alternatives };
  }
}

/**
 * Combinations that approve a change: all that activate the key, so that a means is added or removed on no less than its
 * own level. Orders are about digests and say nothing of a change.
 */
function changeAlternatives(policy: Policy, binding: BindingRecord, now: Date): readonly (readonly EvidenceKind[])[] {
  return possibleAlternatives(policy.evidence, binding, now).filter((kinds) => !kinds.includes('order'));
}

function requirePossible(change: ChangeAct, binding: BindingRecord, policy: Policy, now: Date): void {
  if (change.act === 'add-means') {
    if (!askedKinds(policy).includes(change.kind)) throw new ServiceError('evidence.missing', 'the policy does not ask for this means');
    const count = binding.means.filter((means) => means.kind === 'passkey' && isEndless(means)).length;
    if (change.kind === 'passkey' && count >= MOST_PASSKEYS) throw new ServiceError('credential.state', 'the credential has as many passkeys as it may have');
  }
  if (change.act === 'remove-means') {
    const left = withoutMeans(binding.means, change.meansId, { now, waitSeconds: policy.meansWaitSeconds });
    if (!left) throw new ServiceError('means.unknown', 'the credential has no such means');
    requireSomethingLeft(policy, binding, left);
  }
}

/** A credential that nothing could activate any more would be lost without anybody's decision to end it. @throws `evidence.missing` */
function requireSomethingLeft(policy: Policy, binding: BindingRecord, means: BindingRecord['means']): void {
  const lasting = means.filter(isEndless);
  const settled = new Date(Math.max(0, ...lasting.map(({ usableFrom }) => Date.parse(usableFrom))));
  if (possibleAlternatives(policy.evidence, { ...binding, means: lasting }, settled).length === 0)
    throw new ServiceError('evidence.missing', 'without this means nothing could activate the key: another one has to be there first');
}
