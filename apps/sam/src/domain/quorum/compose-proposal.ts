import type { ProposalStatement, QuorumAct } from '@paraph/contracts';
import { newId, toBase64Url, type Clock } from '@paraph/kernel';
import type { AuthorityKeys } from '../keys/authority-keys.js';
import type { Token } from '../ports/token.js';
import type { TrustRecord } from '../records/record-kinds.js';
import type { About } from './acts/act.js';
import { approversOf, thresholdOf } from './people.js';
import type { ProposalDraft } from './proposal.js';

/** How long a proposal waits: its approvers sit in different places, and what it is about goes stale. */
const LIFETIME_MS = 24 * 3_600_000;

/** Writes what approvers are shown and has it signed: they approve this and nothing else. */
export class ComposeProposal {
  constructor(
    private readonly keys: AuthorityKeys,
    private readonly token: Token,
    private readonly clock: Clock,
  ) {}

  /** @throws `hsm.unavailable`, `hsm.refused`, `hsm.ambiguous` */
  async run(act: QuorumAct, about: About, quorum: TrustRecord<'quorum'>): Promise<ProposalDraft> {
    const openedAt = this.clock.now();
    const expiresAt = new Date(openedAt.getTime() + LIFETIME_MS);
    const proposalId = newId('prop');
    const payload: ProposalStatement = {
      jti: proposalId,
      iat: Math.floor(openedAt.getTime() / 1_000),
      exp: Math.floor(expiresAt.getTime() / 1_000),
      act,
      about: { ...about },
      quorumVersion: quorum.version,
      threshold: thresholdOf(quorum.body, act.act),
      approvers: approversOf(quorum.body).map(({ id, name, passkey }) => ({ id, name, passkey: passkey.id })),
      nonce: toBase64Url(await this.token.random(16)),
    };
    return {
      proposalId,
      act,
      about,
      statement: await this.keys.signJws('proposal-statement', payload),
      quorumVersion: quorum.version,
      openedAt: openedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    };
  }
}
