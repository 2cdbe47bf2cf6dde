import { newId, toBase64Url } from '@paraph/kernel';
import type { Policy } from '../../ports/policies.js';
import type { Token } from '../../ports/token.js';
import type { PinMeans } from '../../records/record-kinds.js';
import { requireGoodPin } from './pin-rules.js';
import { pinVerifier } from './pin-verifier.js';

/** Makes a means of a PIN its signer chose. */
export class MakePin {
  constructor(private readonly token: Token) {}

  /** From when it counts, the caller decides. @throws `evidence.invalid` for a PIN the policy does not take; `hsm.unavailable` */
  async run(pin: string, policy: Pick<Policy, 'pin'>): Promise<Omit<PinMeans, 'usableFrom' | 'usableUntil'>> {
    requireGoodPin(pin, policy);
    const [meansId, salt] = [newId('mns'), toBase64Url(await this.token.random(16))];
    return { kind: 'pin', meansId, salt, verifier: await pinVerifier(this.token, { meansId, salt }, pin) };
  }
}
