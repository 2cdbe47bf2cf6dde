import type { KeyAlgorithm, SignatureScheme } from '@paraph/kernel';
import { traced, type Metrics } from '@paraph/platform';
import {
  Token,
  type Digest,
  type GeneratedKey,
  type HeldKey,
  type KeyUse,
  type MacPurpose,
  type TokenCounters,
  type TokenHealth,
  type TokenKey,
  type WrappedKey,
} from '../domain/ports/token.js';

type Histogram = ReturnType<Metrics['histogram']>;

/** A token whose answers are timed. */
export class MeasuredToken extends Token {
  private readonly latency: Histogram;

  constructor(
    private readonly token: Token,
    metrics: Metrics,
  ) {
    super();
    this.latency = metrics.histogram({
      name: 'sam_token_seconds',
      help: 'Time the token took to answer, waiting for a session included',
      labels: ['operation', 'outcome'],
    });
  }

  override generateKeyPair(algorithm: KeyAlgorithm, use: KeyUse): Promise<GeneratedKey> {
    return this.timed('generate', () => this.token.generateKeyPair(algorithm, use));
  }

  override holdKeyPair(algorithm: KeyAlgorithm): Promise<HeldKey> {
    return this.timed('generate', () => this.token.holdKeyPair(algorithm));
  }

  override sign(key: TokenKey, digest: Digest, scheme?: SignatureScheme): Promise<Uint8Array> {
    return this.timed('sign', () => this.token.sign(key, digest, scheme));
  }

  override signVerified(
    key: TokenKey,
    publicKey: Uint8Array,
    digests: readonly Digest[],
    scheme?: SignatureScheme,
  ): Promise<readonly PromiseSettledResult<Uint8Array>[]> {
    return this.timed('sign', () => this.token.signVerified(key, publicKey, digests, scheme));
  }

  override verify(publicKey: Uint8Array, digest: Digest, signature: Uint8Array, scheme?: SignatureScheme): Promise<boolean> {
    return this.timed('verify', () => this.token.verify(publicKey, digest, signature, scheme));
  }

  override agree(key: TokenKey, peer: Uint8Array, otherInfo: Uint8Array): Promise<Uint8Array> {
    return this.timed('agree', () => this.token.agree(key, peer, otherInfo));
  }

  override mac(purpose: MacPurpose, bytes: Uint8Array): Promise<Uint8Array> {
    return this.timed('mac', () => this.token.mac(purpose, bytes));
  }

  override verifyMac(purpose: MacPurpose, bytes: Uint8Array, mac: Uint8Array): Promise<boolean> {
    return this.timed('mac', () => this.token.verifyMac(purpose, bytes, mac));
  }

  override rewrap(key: TokenKey): Promise<WrappedKey> {
    return this.timed('rewrap', () => this.token.rewrap(key));
  }

  override random(length: number): Promise<Uint8Array> {
    return this.timed('random', () => this.token.random(length));
  }

  override readMark(): Promise<Uint8Array | undefined> {
    return this.timed('read-mark', () => this.token.readMark());
  }

  override writeMark(bytes: Uint8Array): Promise<void> {
    return this.timed('write-mark', () => this.token.writeMark(bytes));
  }

  override health(): Promise<TokenHealth> {
    return this.timed('health', () => this.token.health());
  }

  override destroyCached(keyId: string): Promise<void> {
    return this.token.destroyCached(keyId);
  }

  override isRemembered(keyId: string): Promise<boolean> {
    return this.token.isRemembered(keyId);
  }

  override close(): Promise<void> {
    return this.token.close();
  }

  override get counters(): TokenCounters {
    return this.token.counters;
  }

  private async timed<T>(operation: string, work: () => Promise<T>): Promise<T> {
    const end = this.latency.startTimer({ operation });
    try {
      const result = await traced({ name: `token ${operation}`, kind: 'client', attributes: { 'paraph.token.operation': operation } }, work);
      end({ outcome: 'success' });
      return result;
    } catch (error) {
      end({ outcome: 'failure' });
      throw error;
    }
  }
}
