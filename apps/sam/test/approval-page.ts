import type { Registration } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { SoftwareAuthenticator } from '@paraph/testing';
import { Secret, TOTP } from 'otpauth';
import { sealSecret, type EncryptionKey } from './typed-page.js';

/** Origin of the approval page of the tests. */
export const APPROVAL_ORIGIN = 'https://approval.example';

/** A person before the approval page: a passkey, a PIN, a code generator, and what the page makes of them. */
export class ApprovalPage {
  readonly pin = '739214';
  readonly secret = new Secret({ size: 20 });

  constructor(
    private readonly key: EncryptionKey,
    private readonly clock: Clock,
    readonly passkey = SoftwareAuthenticator.make({ origin: APPROVAL_ORIGIN }),
  ) {}

  /** The text of registrations that the page offers for this challenge. */
  async registrations(challenge: Uint8Array, ...kinds: readonly Registration['kind'][]): Promise<string> {
    return JSON.stringify(await Promise.all(kinds.map((kind) => this.registration(challenge, kind))));
  }

  async registration(challenge: Uint8Array, kind: Registration['kind']): Promise<Registration> {
    if (kind === 'passkey') return this.passkey.register(challenge);
    if (kind === 'pin') return { kind, sealed: await this.typed(challenge, 'pin', this.pin) };
    return { kind, secret: await this.typed(challenge, 'totp-secret', this.secret.base32), code: await this.typed(challenge, 'totp', this.code()) };
  }

  /** What the generator shows now. */
  code(): string {
    return new TOTP({ secret: this.secret }).generate({ timestamp: this.clock.now().getTime() });
  }

  typed(challenge: Uint8Array, kind: Parameters<typeof sealSecret>[2], value: string): Promise<string> {
    return sealSecret(this.key, challenge, kind, value);
  }
}
