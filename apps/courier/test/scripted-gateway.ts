import { MessageGateway } from '../src/domain/message-gateway.js';
import type { Message } from '../src/domain/message.js';

/** A gateway that keeps what it took, or fails as a test says. */
export class ScriptedGateway extends MessageGateway {
  override readonly kind = 'scripted';
  readonly took: string[] = [];
  failure: unknown;

  override deliver(message: Message): Promise<void> {
    // A gateway may throw anything at all.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.took.push(`${message.address}: ${message.text}`);
    return Promise.resolve();
  }

  override isReachable(): Promise<boolean> {
    return Promise.resolve(true);
  }
}
