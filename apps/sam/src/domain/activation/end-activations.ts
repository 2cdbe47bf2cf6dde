import type { Clock } from '@paraph/kernel';
import type { ActivationRows } from '../ports/activation-rows.js';
import type { AbandonActivation } from './abandon-activation.js';

/** More than policies let stand open at once. */
const NEWEST = 200;

/** Ends what was authorised with a credential and is not signed yet. The credential's own state already keeps it from being signed. */
export class EndActivations {
  constructor(
    private readonly rows: ActivationRows,
    private readonly abandon: AbandonActivation,
    private readonly clock: Clock,
  ) {}

  /** Repeating it changes nothing. */
  async of(credentialId: string): Promise<void> {
    for (const activationId of await this.rows.ofCredential(credentialId, NEWEST)) {
      const row = await this.rows.find(activationId);
      // The row is not believed, and need not be: whoever forges an end only leaves behind what signs nothing.
      const isOver = row === undefined || row.state === 'abandoned' || row.expiresAt <= this.clock.now();
      if (!isOver) await this.abandon.run(activationId, 'revoked');
    }
  }
}
