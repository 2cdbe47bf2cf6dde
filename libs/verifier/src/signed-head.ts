import { TREE_HEAD_TYPE } from '@paraph/contracts';
import { fromBase64Url } from '@paraph/kernel';
import { createPublicKey, verify, type JsonWebKey, type KeyObject } from 'node:crypto';
import { Unreadable } from './findings.js';

/** A head as it stands in a file. */
export interface SeenHead {
  readonly size: number;
  /** base64url. */
  readonly root: string;
  /** Compact JWS. */
  readonly head: string;
}

const LOG = 'audit';

/** The key by which heads are signed: P-256, as the provider publishes it. */
export class HeadKey {
  readonly #key: KeyObject;

  /** @throws Unreadable for what is no public key of this kind */
  constructor(readonly jwk: JsonWebKey) {
    if (jwk.kty !== 'EC' || jwk.crv !== 'P-256' || jwk.d !== undefined) throw new Unreadable('the key of the heads is no public key on P-256 in JWK');
    try {
      this.#key = createPublicKey({ key: jwk, format: 'jwk' });
    } catch {
      throw new Unreadable('the key of the heads is no public key on P-256 in JWK');
    }
  }

  /** Whether a file names this key, and says nothing else of it than it says of itself. */
  isNamedBy(other: Readonly<Record<string, unknown>>): boolean {
    const own: Readonly<Record<string, unknown>> = { ...this.jwk };
    const bound = ['kty', 'crv', 'x', 'y'];
    return bound.every((name) => own[name] === other[name]) && Object.entries(other).every(([name, value]) => !(name in own) || own[name] === value);
  }

  isBehind(input: string, signature: Uint8Array): boolean {
    return verify('sha256', Buffer.from(input, 'ascii'), { key: this.#key, dsaEncoding: 'ieee-p1363' }, signature);
  }
}

/** When a head was signed, or why it is none of this log's by this key (RFC 7515 section 5.2). */
export function readHead({ size, root, head }: SeenHead, key: HeadKey): { readonly signedAt: Date } | string {
  const [header = '', payload = '', signature = '', ...more] = head.split('.');
  const value = fromBase64Url(signature);
  if (more.length > 0 || !value) return 'it is no compact JWS';
  const [{ alg, typ }, said] = [json(header), json(payload)];
  if (alg !== 'ES256' || typ !== TREE_HEAD_TYPE) return 'it is no signed tree head';
  if (!key.isBehind(`${header}.${payload}`, value)) return 'its signature is not by the key of the heads';
  if (said['log'] !== LOG || said['size'] !== size || said['root'] !== root) return 'what is signed is not what stands beside it';
  return typeof said['iat'] === 'number' ? { signedAt: new Date(said['iat'] * 1_000) } : 'it does not say when it was signed';
}

function json(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(fromBase64Url(part) ?? []).toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
