import type { ChangeAct } from '@paraph/contracts';
import { OpeningsUnderWay, type Enter } from '../activation/openings-under-way.js';
import type { Refusals } from '../refusals.js';
import type { ChangeDraft } from './change.js';
import type { Changes } from './changes.js';
import type { ChangeRequest, CheckChange } from './check-change.js';
import type { ComposeChange } from './compose-change.js';

/** Drafts a signer's change of a credential and answers the statement to approve. */
export class OpenChange {
  private readonly underWay = new OpeningsUnderWay();

  constructor(
    private readonly checkChange: CheckChange,
    private readonly composeChange: ComposeChange,
    private readonly changes: Changes,
    private readonly refusals: Refusals,
  ) {}

  /** @throws what `CheckChange` and `ComposeChange` refuse with */
  run(request: ChangeRequest): Promise<ChangeDraft> {
    const { credentialId, signerId, change } = request;
    const actor = { kind: 'system', id: 'identity' } as const;
    const particulars = { credentialId, signerId, ...changeFacts(change) };
    const open = async (enter: Enter): Promise<ChangeDraft> => {
      const draft = await this.composeChange.run(await this.checkChange.run(request, enter));
      const { changeId, policyId } = draft;
      await this.changes.open(draft, {
        type: 'change-opened',
        actor,
        outcome: 'success',
        requester: signerId,
        particulars: { ...particulars, changeId, policyId },
      });
      return draft;
    };
    return this.refusals.recorded({ type: 'change-refused', actor, particulars }, () => this.underWay.among([credentialId], open));
  }
}

/** What a change is, for an event. */
export function changeFacts(change: ChangeAct): Record<string, string> {
  switch (change.act) {
    case 'add-means':
      return { act: change.act, kind: change.kind };
    case 'remove-means':
      return { act: change.act, meansId: change.meansId };
    case 'resume':
    case 'destroy':
      return { act: change.act };
  }
}
