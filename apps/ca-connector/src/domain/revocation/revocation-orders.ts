import type { RevocationReason } from '../certificate-authority.js';
import type { CaEvent } from '../request-ledger.js';

/** `asked`: to be tried until it is done. `revoked`: the authority confirmed. `void`: there is nothing (any more) to revoke. */
export type RevocationState = 'asked' | 'revoked' | 'void';

/** An order to have the certificate of a credential revoked. */
export interface RevocationTask {
  readonly credentialId: string;
  readonly reason: RevocationReason;
  readonly orderedAt: Date;
  /** How often it was tried in vain. */
  readonly tries: number;
  /** Why the last try was in vain. */
  readonly failure?: string | undefined;
}

/** How a placed order stands, and whether it is a new one. */
export interface Placed {
  readonly task: RevocationTask;
  readonly state: RevocationState;
  readonly isNew: boolean;
}

/** From when to when somebody has an order for himself. */
export interface Turn {
  readonly now: Date;
  readonly until: Date;
}

/** The orders, each step with its event in one transaction. */
export abstract class RevocationOrders {
  /** Writes the order down with its event, if there is none for this credential; whoever placed it has its first turn. */
  abstract place(order: Pick<RevocationTask, 'credentialId' | 'reason'>, turn: Turn, event: CaEvent): Promise<Placed>;

  /** Those that are due. Nobody else gets them until the turn is over. */
  abstract take(turn: Turn, limit: number): Promise<readonly RevocationTask[]>;

  /** The order of a credential that is still `asked` is done with; anything else stays as it is, and there is no event. */
  abstract close(credentialId: string, state: 'revoked' | 'void', event: CaEvent): Promise<void>;

  /** A try was in vain; the next comes then. */
  abstract postpone(credentialId: string, next: { readonly at: Date; readonly failure: string }, event?: CaEvent): Promise<void>;

  /** How many wait, and since when the oldest does. */
  abstract waiting(): Promise<{ readonly count: number; readonly since?: Date | undefined }>;
}
