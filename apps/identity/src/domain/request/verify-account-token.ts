import { type Clock, idPattern } from '@paraph/kernel';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Client } from '../clients/client.js';
import { digestOf } from '../digest-of.js';
import { OAuthRefusal } from '../oauth-refusal.js';
import type { ProtocolObjects } from '../ports/protocol-objects.js';
import type { SignerStore } from '../ports/signer-store.js';
import { isObject } from './detail-members.js';

/** How old a token may be; it names no end of its own. */
const OLDEST_SECONDS = 300;
/** How far an application's clock may be ahead. */
const AHEAD_SECONDS = 60;
const KIND = 'AccountToken';
const LONGEST = 4_000;

/** A token that verifies: whom it names, and by what it is told from others. */
export interface AccountToken {
  readonly signerId: string;
  readonly jti: string;
}

/**
 * Verifies an `account_token` (CSC API v1 8.3.1, v2 8.4.1): a client with a secret says, by a key made of that secret, which of its
 * signers alone may answer a request. The key is SHA-256 of the secret, which is what is kept of it: see docs/threat-model.md.
 */
export class VerifyAccountToken {
  constructor(
    private readonly signers: SignerStore,
    private readonly objects: ProtocolObjects,
    private readonly clock: Clock,
  ) {}

  /** @throws OAuthRefusal if it is not the client's own, too old, or names nobody who signs for the client's subscriber */
  async run(token: string, client: Client): Promise<AccountToken> {
    const { sub, jti } = this.claims(token, client);
    const signer = idPattern('sgn').test(sub) ? await this.signers.find(sub) : undefined;
    if (signer?.subscriberId !== client.subscriberId) throw refusal();
    return { signerId: signer.id, jti };
  }

  /** Counts a token as used. @throws OAuthRefusal if it was used before; of two requests at the same time one is too late */
  async use({ jti }: AccountToken, client: Client): Promise<void> {
    const digest = digestOf(`${client.id} ${jti}`);
    const expiresAt = new Date(this.clock.now().getTime() + 2 * (OLDEST_SECONDS + AHEAD_SECONDS) * 1000);
    await this.objects.put({ kind: KIND, digest, payload: {}, expiresAt });
    if (!(await this.objects.consume(KIND, digest))) throw refusal();
  }

  private claims(token: string, { id, authentication }: Client): { readonly sub: string; readonly jti: string } {
    if (authentication.method !== 'client_secret') throw refusal();
    const [header = '', payload = '', signature = '', ...more] = token.length > LONGEST ? [] : token.split('.');
    const key = Buffer.from(authentication.secretDigest, 'base64url');
    if (more.length > 0 || !isSigned(`${header}.${payload}`, signature, key)) throw refusal();
    const { typ, alg } = decode(header);
    const { sub, jti, azp, iat } = decode(payload);
    const age = typeof iat === 'number' ? this.clock.now().getTime() / 1000 - iat : Number.NaN;
    const isFresh = age <= OLDEST_SECONDS && age >= -AHEAD_SECONDS;
    if (typ !== 'JWT' || alg !== 'HS256' || azp !== id || !isFresh) throw refusal();
    if (typeof sub !== 'string' || typeof jti !== 'string' || jti === '') throw refusal();
    return { sub, jti };
  }
}

function isSigned(input: string, signature: string, key: Buffer): boolean {
  const expected = createHmac('sha256', key).update(input).digest();
  const offered = Buffer.from(signature, 'base64url');
  return offered.length === expected.length && timingSafeEqual(offered, expected);
}

function decode(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? { ...value } : {};
  } catch (cause) {
    throw refusal(cause);
  }
}

function refusal(cause?: unknown): OAuthRefusal {
  return new OAuthRefusal('invalid_request', 'Invalid parameter account_token', { cause });
}
