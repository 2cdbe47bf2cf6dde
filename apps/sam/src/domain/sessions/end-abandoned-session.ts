import type { Activations } from '../activation/activations.js';
import type { EndSession } from './end-session.js';
import { HeldElsewhere } from './held-elsewhere.js';

/** Ends the session whose activation was abandoned: its key has nothing left to sign. */
export class EndAbandonedSession {
  constructor(
    private readonly activations: Activations,
    private readonly end: EndSession,
  ) {}

  /** Never fails but by sending it elsewhere: the stop went through, and what is not ended now is ended by time. @throws HeldElsewhere */
  async run(activationId: string): Promise<void> {
    try {
      const draft = (await this.activations.find(activationId))?.draft;
      if (draft?.heldBy !== undefined) await this.end.run(draft.credentialId, 'abandoned');
    } catch (error) {
      if (error instanceof HeldElsewhere) throw error;
    }
  }
}
