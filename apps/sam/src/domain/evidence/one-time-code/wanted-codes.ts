import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { EvidenceDraft } from '../../ports/evidence-verifier.js';
import type { Policies, Policy } from '../../ports/policies.js';
import type { BindingRecord, CodeMeans } from '../../records/record-kinds.js';
import type { TrustRecords } from '../../records/trust-records.js';
import { missingOf } from '../factors.js';
import type { DraftsByPrefix } from '../present-evidence.js';
import { codeMeans } from './code-means.js';

/** A draft that wants a code, and where it goes: all on the SAM's own word. */
export interface WantedCode {
  readonly draft: EvidenceDraft;
  readonly binding: BindingRecord;
  readonly policy: Policy;
  readonly means: CodeMeans;
  readonly now: Date;
}

/** Judges whether a draft waits for a one-time code, and where that would go. */
export class WantedCodes {
  constructor(
    private readonly drafts: DraftsByPrefix,
    private readonly records: TrustRecords,
    private readonly policies: Policies,
    private readonly clock: Clock,
  ) {}

  /** @throws what the drafts refuse with; `evidence.missing` where no code is wanted, or no address counts */
  async find(reference: string, learned: Record<string, string>): Promise<WantedCode> {
    const drafts = reference.startsWith('chg_') ? this.drafts.chg : this.drafts.act;
    const draft = await drafts.find(reference);
    learned['credentialId'] = draft.credentialId;
    const given = draft.given.map(({ kind }) => kind);
    const isWanted = missingOf(draft.alternatives, given).some((kinds) => kinds.includes('one-time-code') || kinds.includes('supervised-code'));
    // In explicit authorisation the application has asked already, and got a code without hashes.
    if (!isWanted || draft.mode === 'explicit') throw new ServiceError('evidence.missing', 'no code is asked for');

    const now = this.clock.now();
    const binding = (await this.records.find('binding', draft.credentialId))?.body;
    const isUsable = binding?.state === 'active' || (binding?.state === 'suspended' && drafts.allowsSuspended(draft));
    const policy = this.policies.find(draft.policyId);
    // Under another file of that name nothing is sent that was begun under this one.
    if (policy?.digest !== draft.policyDigest) throw new ServiceError('evidence.missing', 'the policy is no longer the one of the statement');
    const means = binding && isUsable ? codeMeans(binding, policy, now)[0] : undefined;
    if (!binding || !means) throw new ServiceError('evidence.missing', 'no address counts that a code could go to');
    return { draft, binding, policy, means, now };
  }
}
