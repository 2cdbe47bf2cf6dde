import { ServiceError } from '@paraph/contracts';
import { startShim, type Shim } from '@paraph/testing';
import { pkcs11js, type Handle } from '../src/adapters/pkcs11/binding.js';
import { Cryptoki } from '../src/adapters/pkcs11/cryptoki.js';
import { Pkcs11Token, type TokenSettings } from '../src/adapters/pkcs11/pkcs11-token.js';
import type { GeneratedKey, TokenKey } from '../src/domain/ports/token.js';
import { startSoftHsm, type SoftHsm } from './token-softhsm.js';
import { digestOf } from './token.suite.js';

const MESSAGE = Buffer.from('what the signer approved');

/** A token behind the shim, with one key, for tests that cut it off. */
export class TokenTrial {
  private constructor(
    readonly softHsm: SoftHsm,
    readonly shim: Shim,
  ) {}

  readonly digest = digestOf(MESSAGE);
  token!: Pkcs11Token;
  pair!: GeneratedKey;
  key!: TokenKey;
  private native!: pkcs11js.PKCS11;
  private slot!: Handle;

  static async start(): Promise<TokenTrial> {
    const softHsm = await startSoftHsm();
    return new TokenTrial(softHsm, startShim(softHsm.settings.module));
  }

  get settings(): TokenSettings {
    return { ...this.softHsm.settings, module: this.shim.module, threads: 2, callSeconds: 1 };
  }

  /** Opens the token, and warms it up: every thread has its session, every cache its first object. */
  async open(change: Partial<TokenSettings> = {}): Promise<void> {
    this.shim.command();
    this.native = new pkcs11js.PKCS11();
    const cryptoki = Cryptoki.load(this.shim.module, this.native);
    this.slot = cryptoki.slotOf(this.softHsm.settings.label);
    this.token = await Pkcs11Token.open({ ...this.settings, ...change }, cryptoki);
    this.pair = await this.token.generateKeyPair('p256', 'signer');
    this.key = { keyId: 'key_one', wrapped: this.pair.wrapped };
    await this.warmUp();
  }

  async close(): Promise<void> {
    this.shim.command();
    await this.token.close();
  }

  remove(): void {
    this.shim.remove();
    this.softHsm.remove();
  }

  /** Signs once, verified; throws what became of it otherwise. */
  async sign(): Promise<Uint8Array> {
    const [outcome] = await this.signAll(1);
    if (outcome?.status === 'fulfilled') return outcome.value;
    throw outcome?.reason;
  }

  signAll(count: number): Promise<readonly PromiseSettledResult<Uint8Array>[]> {
    return this.token.signVerified(
      this.key,
      this.pair.publicKey,
      Array.from({ length: count }, () => this.digest),
    );
  }

  async warmUp(): Promise<void> {
    for (let i = 0; i < 5; i++) await Promise.all([this.signAll(100), ...Array.from({ length: 20 }, () => this.token.random(8))]);
  }

  /** Sessions that are open at the real module. */
  get sessions(): number {
    return this.shim.sessions;
  }

  /** Somebody else in this process, with a session of their own. */
  raw<T>(work: (native: pkcs11js.PKCS11, slot: Handle) => T): T {
    return work(this.native, this.slot);
  }

  /** Until every thread that was given up has come back. */
  async untilNobodyHangs(): Promise<void> {
    for (const end = performance.now() + 10_000; this.token.vitals.threadsHung > 0; await pause(20)) {
      if (performance.now() > end) throw new Error('a thread never comes back');
    }
  }

  /** Milliseconds until a signature is made again. */
  async msUntilSigned(patienceMs = 10_000): Promise<number> {
    const began = performance.now();
    for (;;) {
      const outcome = await this.sign().catch((error: unknown) => error);
      const ms = performance.now() - began;
      if (outcome instanceof Uint8Array) return ms;
      if (ms > patienceMs) throw new Error(`no signature in ${Math.round(ms)} ms`, { cause: outcome });
      await pause(20);
    }
  }
}

/** The code of a refusal; `made` for a result, `bug` for what is none. */
export function codeOf(outcome: PromiseSettledResult<unknown>): string {
  if (outcome.status === 'fulfilled') return 'made';
  const reason: unknown = outcome.reason;
  return reason instanceof ServiceError ? reason.code : 'bug';
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
