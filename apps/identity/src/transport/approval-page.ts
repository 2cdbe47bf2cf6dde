import type { ApprovalVisit } from '../domain/carried/approval-visit.js';

/** Where the approval page is. */
export class ApprovalPage {
  constructor(readonly origin: string) {}

  /** Address of the page for one visit. What it shows is behind the `#`, which no server ever sees. */
  address({ uid, statement, given = [], sent, again, offered, lang }: ApprovalVisit): string {
    const fragment = new URLSearchParams({ ...(uid !== undefined && { uid }), statement });
    if (given.length > 0) fragment.set('given', given.join(','));
    for (const [name, value] of Object.entries({ sent, again, offered, lang })) if (value !== undefined) fragment.set(name, value);
    return `${this.origin}/#${fragment.toString()}`;
  }
}
