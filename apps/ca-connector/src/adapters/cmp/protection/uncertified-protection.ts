import { NULL_NAME } from '../codec/der.js';
import { unavailable } from '../unavailable.js';
import { MessageProtection, type Seal } from './message-protection.js';

/** The time before the authority has certified the registration key: nothing is sent, and what is asked for waits. */
export class UncertifiedProtection extends MessageProtection {
  override readonly sender = NULL_NAME;
  override readonly recipient = NULL_NAME;
  override readonly senderKid = undefined;
  override readonly certificates = [];

  override begin(): Seal {
    throw unavailable('the registration key has no certificate yet: --check-config shows the request for it');
  }

  override whyUnproven(): Promise<string> {
    return Promise.resolve('nothing was asked');
  }
}
