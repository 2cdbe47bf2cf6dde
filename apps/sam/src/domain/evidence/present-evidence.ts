import { ServiceError, type Evidence, type EvidenceKind, type EvidenceOf } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { EvidenceDrafts } from '../ports/evidence-drafts.js';
import type { EvidenceDraft, EvidenceVerifiers, ExpectedEvidence, Proof, VerifiedEvidence } from '../ports/evidence-verifier.js';
import type { Policies } from '../ports/policies.js';
import type { SamEvent } from '../ports/transactions.js';
import type { BindingRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { RefusalContext, Refusals } from '../refusals.js';
import { evidenceFacts, missingOf } from './factors.js';
import { refusedEvidence } from './refused-evidence.js';
import { isUsable } from './usable-means.js';

/** How far the evidence for a draft has come. */
export interface EvidenceProgress {
  readonly draft: EvidenceDraft;
  readonly given: readonly EvidenceKind[];
  readonly missing: readonly (readonly EvidenceKind[])[];
  readonly state: 'waiting' | 'completed';
}

/** The drafts that evidence can be given for, by the prefix of their identifiers. */
export type DraftsByPrefix = Readonly<Record<'act' | 'chg', EvidenceDrafts>>;

/** Verifies one piece of the signer's evidence against the stored draft; the last one needed completes it. */
export class PresentEvidence {
  constructor(
    private readonly drafts: DraftsByPrefix,
    private readonly verifiers: EvidenceVerifiers,
    private readonly basis: { readonly records: TrustRecords; readonly policies: Policies },
    private readonly clock: Clock,
    private readonly refusals: Refusals,
  ) {}

  /** @throws what the drafts refuse with; `evidence.missing`, `evidence.invalid`, `evidence.locked`, `record.tampered`, `hsm.unavailable` */
  run(reference: string, evidence: Evidence): Promise<EvidenceProgress> {
    const particulars: Record<string, string> = { reference, kind: evidence.kind };
    return this.refusals.recorded({ type: 'evidence-refused', actor: { kind: 'system', id: 'identity' }, particulars }, async () => {
      // 1. The draft is still open; its challenge is computed anew from what was stored.
      const drafts = this.draftsOf(reference);
      const draft = await drafts.find(reference);
      const expected = await this.expected(drafts, draft, particulars);

      // 2. This kind is one of those the statement asked for and is still missing.
      requireWanted(draft, evidence.kind);

      // 3. The evidence proves the person of the binding record over this challenge.
      const verified = await this.verify(evidence, expected);

      // 4. In one transaction: the draft moves on, the evidence is used up for anything, the events are written.
      const given = [...draft.given, verified.proof].map(({ kind }) => kind);
      const missing = missingOf(draft.alternatives, given);
      const completes = missing.some((kinds) => kinds.length === 0);
      await drafts.add(draft, verified, { completes, events: [givenEvent(draft, verified.proof)] });
      return { draft, given, missing: completes ? [] : missing, state: completes ? 'completed' : 'waiting' };
    });
  }

  /** How far a draft has come, for a signer who comes back for the next means. */
  async describe(reference: string): Promise<EvidenceProgress> {
    const draft = await this.draftsOf(reference).describe(reference);
    const given = draft.given.map(({ kind }) => kind);
    return { draft, given, missing: missingOf(draft.alternatives, given), state: 'waiting' };
  }

  private draftsOf(reference: string): EvidenceDrafts {
    return reference.startsWith('chg_') ? this.drafts.chg : this.drafts.act;
  }

  private async expected(drafts: EvidenceDrafts, draft: EvidenceDraft, learned: RefusalContext['particulars']): Promise<ExpectedEvidence> {
    learned['credentialId'] = draft.credentialId;
    const binding = (await this.basis.records.find('binding', draft.credentialId))?.body;
    const isUsable = binding?.state === 'active' || (binding?.state === 'suspended' && drafts.allowsSuspended(draft));
    if (!binding || !isUsable) throw refusedEvidence('the credential is not active');
    const policy = this.basis.policies.find(draft.policyId);
    // Under another policy than the one shown, perhaps a weaker one, nothing is completed.
    if (policy?.digest !== draft.policyDigest) throw refusedEvidence('the policy is not the one the statement names');
    const now = this.clock.now();
    requireStillCounting(draft, binding, now);
    return { draft, binding, policy, now };
  }

  private async verify<Kind extends EvidenceKind>(evidence: EvidenceOf<Kind> & { readonly kind: Kind }, expected: ExpectedEvidence): Promise<VerifiedEvidence> {
    return this.verifiers[evidence.kind].verify(evidence, expected);
  }
}

// Whoever began with a stolen means goes no further once it is taken away, and gets to try no PIN behind it either.
function requireStillCounting({ given }: EvidenceDraft, { means }: BindingRecord, now: Date): void {
  const counts = (meansId: string): boolean => means.some((one) => one.meansId === meansId && isUsable(one, now));
  if (!given.every(({ meansId }) => counts(meansId))) throw refusedEvidence('a means that was given before no longer counts');
}

function requireWanted(draft: EvidenceDraft, kind: EvidenceKind): void {
  const given = draft.given.map((proof) => proof.kind);
  const isWanted = missingOf(draft.alternatives, given).some((kinds) => kinds.includes(kind));
  if (!isWanted) throw new ServiceError('evidence.missing', 'this means is not one the statement still asks for');
  // A PIN or a TOTP code can be guessed: nobody gets to try before another factor was verified (architecture 6.2).
  // Only an application may bring a PIN alone, where the policy says so: who tries is then known by its own means (policy-problems.ts).
  const isAskedAlone = draft.mode === 'explicit' && draft.alternatives.some(([only, ...others]) => only === kind && others.length === 0);
  if (evidenceFacts[kind].isGuessable && !isAskedAlone && !given.some((one) => !evidenceFacts[one].isGuessable)) {
    throw new ServiceError('evidence.missing', 'another means has to be given first');
  }
}

function givenEvent({ reference, credentialId, signerId, clientId }: EvidenceDraft, { kind, meansId, at, evidenceDigest, facts }: Proof): SamEvent {
  return {
    type: 'evidence-given',
    actor: { kind: 'signer', id: signerId },
    outcome: 'success',
    ...(clientId === undefined ? {} : { requester: clientId }),
    ...(facts['supervisor'] === undefined ? {} : { present: [facts['supervisor']] }),
    particulars: { reference, credentialId, kind, meansId, authenticatedAt: at, evidenceDigest, ...facts },
  };
}
