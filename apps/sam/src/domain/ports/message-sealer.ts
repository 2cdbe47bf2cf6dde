import type { MessageContent } from '@paraph/contracts';

/** Encrypts a message so that courier, and nobody on the way, can read it. */
export abstract class MessageSealer {
  /** Whether courier's key is known. Without it nothing is sent. */
  abstract readonly isReady: boolean;

  /** A compact JWE for courier's key (RFC 7516). */
  abstract seal(content: MessageContent): Promise<string>;
}
