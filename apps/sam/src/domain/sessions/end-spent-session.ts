import { isOver, signedPlaces } from '../activation/occurrences.js';
import type { Activations } from '../activation/activations.js';
import type { ReservedFacts } from '../signing/activation-ledger.js';
import type { EndSession } from './end-session.js';
import type { HeldKeys } from './held-keys.js';

/** Ends a session whose last signature was made, or whose key died over one. */
export class EndSpentSession {
  constructor(
    private readonly activations: Activations,
    private readonly held: HeldKeys,
    private readonly end: EndSession,
  ) {}

  /** Never throws: signatures that were made are answered, and what is not written here, the next round writes. */
  async after({ activationId, credentialId, heldBy, keyId }: ReservedFacts): Promise<void> {
    if (heldBy === undefined) return;
    try {
      const occurrences = (await this.activations.find(activationId))?.occurrences ?? '';
      const cause = signedPlaces(occurrences).includes(true) ? 'signed' : 'burned';
      if (isOver(occurrences)) await this.end.run(credentialId, cause);
      else if (!this.held.find(keyId)) await this.end.run(credentialId, 'key-lost');
    } catch {
      // The key at least is not kept for what cannot be read or written now.
      await this.held.find(keyId)?.end();
    }
  }
}
