import type { Assertion, Registration } from '@paraph/contracts';
import { SoftwareAuthenticator, type CeremonyChange, type PasskeyOptions, type StoredPasskey } from '@paraph/testing';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/**
 * A passkey in a file, for the sandbox's people: the next start finds it again, with its counter. Whoever reads the file is
 * that person, so it belongs into the sandbox's own state and nowhere else.
 */
export class KeptPasskey {
  readonly #authenticator: SoftwareAuthenticator;
  readonly #file: string;

  private constructor(authenticator: SoftwareAuthenticator, file: string) {
    this.#authenticator = authenticator;
    this.#file = file;
  }

  /** The passkey of this file; a new one where there is none, or where it was made for another page. */
  static open(file: string, options: PasskeyOptions): KeptPasskey {
    const stored = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StoredPasskey) : undefined;
    const isOfPage = stored?.origin === options.origin;
    const kept = new KeptPasskey(isOfPage ? SoftwareAuthenticator.restore(stored) : SoftwareAuthenticator.make(options), file);
    kept.#keep();
    return kept;
  }

  get id(): string {
    return this.#authenticator.id;
  }

  /** COSE_Key, base64url. */
  get publicKey(): string {
    return this.#authenticator.publicKey;
  }

  register(challenge: Uint8Array): Extract<Registration, { kind: 'passkey' }> {
    return this.#authenticator.register(challenge);
  }

  assert(challenge: Uint8Array, change?: CeremonyChange): Assertion {
    const assertion = this.#authenticator.assert(challenge, change);
    this.#keep();
    return assertion;
  }

  // A counter that was given out must not come again, so the file is whole at every moment.
  #keep(): void {
    const beside = `${this.#file}.new`;
    writeFileSync(beside, `${JSON.stringify(this.#authenticator.store(), null, 2)}\n`, { mode: 0o600 });
    renameSync(beside, this.#file);
  }
}
