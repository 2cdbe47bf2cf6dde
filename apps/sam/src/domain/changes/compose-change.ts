import type { ChangeAct, ChangeStatement } from '@paraph/contracts';
import { newId, toBase64Url, type Clock } from '@paraph/kernel';
import type { MeansForPage } from '../evidence/means-for-page.js';
import type { AuthorityKeys } from '../keys/authority-keys.js';
import { hintOf } from '../means/means-hint.js';
import type { Token } from '../ports/token.js';
import type { BindingRecord } from '../records/record-kinds.js';
import type { ChangeDraft } from './change.js';
import type { AllowedChange } from './check-change.js';

/** Writes what the SAM commits to with a change and has it signed: the signer is shown this and nothing else. */
export class ComposeChange {
  constructor(
    private readonly keys: AuthorityKeys,
    private readonly token: Token,
    private readonly means: MeansForPage,
    private readonly clock: Clock,
  ) {}

  /** @throws `hsm.unavailable`, `hsm.refused`, `hsm.ambiguous` */
  async run({ binding, policy, change, subject, alternatives }: AllowedChange): Promise<ChangeDraft> {
    const openedAt = this.clock.now();
    const expiresAt = new Date(openedAt.getTime() + policy.draftLifetimeSeconds * 1_000);
    const changeId = newId('chg');
    const payload: ChangeStatement = {
      jti: changeId,
      iat: Math.floor(openedAt.getTime() / 1_000),
      exp: Math.floor(expiresAt.getTime() / 1_000),
      credential: { id: binding.id, subject },
      change,
      ...removedOf(binding.body, change),
      waitSeconds: policy.meansWaitSeconds,
      evidence: alternatives.map((combination) => [...combination]),
      means: await this.means.run(binding.body, { alternatives, now: openedAt }),
      encryptionKey: this.keys.encryptionKey(),
      policy: { id: policy.id, digest: policy.digest },
      nonce: toBase64Url(await this.token.random(16)),
    };
    return {
      changeId,
      credentialId: binding.id,
      signerId: binding.body.signerId,
      change,
      bindingVersion: binding.version,
      waitSeconds: policy.meansWaitSeconds,
      policyId: policy.id,
      policyDigest: policy.digest,
      alternatives,
      statement: await this.keys.signJws('change-statement', payload),
      openedAt: openedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    };
  }
}

/** An identifier says nothing to anybody: the signer is told which means goes. */
function removedOf({ means }: BindingRecord, change: ChangeAct): Pick<ChangeStatement, 'removed'> {
  const removed = change.act === 'remove-means' ? means.find(({ meansId }) => meansId === change.meansId) : undefined;
  return removed ? { removed: { kind: removed.kind, hint: hintOf(removed) } } : {};
}
