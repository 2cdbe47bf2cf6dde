import type { EvidenceDraft } from '../../ports/evidence-verifier.js';
import { askedLines } from '../one-time-code/code-text.js';

/** Where the signer's browser goes for an activation: to the identity service, which leads on to the approval page. */
export class LinkOrigin {
  constructor(readonly origin: string) {}

  address(activationId: string): string {
    return `${this.origin}/activation/${activationId}`;
  }
}

/** What a link comes with. */
export interface LinkOf {
  readonly address: string;
  readonly lifetimeSeconds: number;
}

/**
 * The message that asks a signer to come to the approval page: who asks, for what, where and how long. Nothing in it is secret: whoever
 * follows the link is shown the statement and needs the signer's means.
 */
export function linkText(draft: Pick<EvidenceDraft, 'clientName' | 'documents' | 'remainingChoice'>, { address, lifetimeSeconds }: LinkOf): string {
  const lifetime = lifetimeSeconds < 60 ? `${lifetimeSeconds} s` : `${Math.floor(lifetimeSeconds / 60)} min`;
  return [...askedLines(draft), `Decide here/Décidez ici (${lifetime}): ${address}`].join('\n');
}
