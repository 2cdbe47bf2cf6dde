import type { MacPurpose } from '../domain/ports/token.js';
import { MeasuredToken } from './measured-token.js';
import { VerifiedMacs } from './verified-macs.js';

/** A measured token that is not asked again about a row which it has MACed or verified already. */
export class RememberingToken extends MeasuredToken {
  readonly #verified = new VerifiedMacs();

  override async mac(purpose: MacPurpose, bytes: Uint8Array): Promise<Uint8Array> {
    const mac = await super.mac(purpose, bytes);
    this.#verified.add(purpose, bytes, mac);
    return mac;
  }

  override async verifyMac(purpose: MacPurpose, bytes: Uint8Array, mac: Uint8Array): Promise<boolean> {
    if (this.#verified.has(purpose, bytes, mac)) return true;
    const isRight = await super.verifyMac(purpose, bytes, mac);
    if (isRight) this.#verified.add(purpose, bytes, mac);
    return isRight;
  }
}
