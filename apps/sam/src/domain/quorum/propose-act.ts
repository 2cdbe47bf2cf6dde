import { ServiceError, type QuorumAct } from '@paraph/contracts';
import type { TrustRecords } from '../records/trust-records.js';
import { isReadable } from '../readable-text.js';
import type { Refusals } from '../refusals.js';
import type { About, Act, QuorumActs } from './acts/act.js';
import type { ComposeProposal } from './compose-proposal.js';
import { decidingQuorum } from './people.js';
import type { ActKind, ActOf } from './proposal.js';
import type { Proposals } from './proposals.js';
import { viewOf, type ProposalView } from './standing-proposal.js';

/** Puts an act before the quorum. Anybody who may call may propose; nothing happens by it. */
export class ProposeAct {
  constructor(
    private readonly records: TrustRecords,
    private readonly acts: QuorumActs,
    private readonly compose: ComposeProposal,
    private readonly proposals: Proposals,
    private readonly refusals: Refusals,
  ) {}

  /** @throws `proposal.impossible`, `request.invalid`, what the act finds nothing of; `record.tampered`, `hsm.*` */
  run(act: QuorumAct): Promise<ProposalView> {
    const context = { type: 'proposal-refused', actor: { kind: 'system', id: 'management' }, particulars: { act: act.act } } as const;
    return this.refusals.recorded(context, async () => {
      // 1. There are people to decide, and what they are to read can be read.
      const quorum = await decidingQuorum(this.records);
      requireReadable(act);

      // 2. It can be done, as things are now.
      const about = await this.about(act);

      // 3. What is proposed is signed and stored before anybody sees it.
      const draft = await this.compose.run(act, about, quorum);
      const { proposalId, quorumVersion } = draft;
      await this.proposals.insert(draft, {
        type: 'proposal-opened',
        actor: { kind: 'system', id: 'management' },
        outcome: 'success',
        particulars: { proposalId, act: act.act, quorumVersion: String(quorumVersion), ...cut(about) },
      });
      return viewOf({ draft, state: 'open', approvals: [] }, 'open');
    });
  }

  private about<Kind extends ActKind>(act: ActOf<Kind> & { readonly act: Kind }): Promise<About> {
    const one: Act<Kind> = this.acts[act.act];
    return one.about(act);
  }
}

/** Longest text an event's particular may have. */
const LONGEST = 2_000;

function cut(about: About): About {
  return Object.fromEntries(Object.entries(about).map(([name, text]) => [name, text.slice(0, LONGEST)]));
}

/** Approvers read what is proposed: nothing in it may hide or reorder text. @throws `request.invalid` naming where */
function requireReadable(value: unknown, place = 'act'): void {
  if (typeof value === 'string') {
    if (!isReadable(value)) throw new ServiceError('request.invalid', `${place}: expected characters that people can read`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) requireReadable(member, `${place}.${name}`);
  }
}
