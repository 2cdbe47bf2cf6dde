import { TREE_HEAD_TYPE } from '@paraph/contracts';
import { fromBase64Url } from '@paraph/kernel';
import { createPublicKey, verify, type JsonWebKey, type KeyObject } from 'node:crypto';
import { Unreadable } from './findings.js';
import { unreadable } from './words/archive-words.js';
import { headFaults } from './words/log-words.js';
import type { Words } from './words/words.js';

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
    if (jwk.kty !== 'EC' || jwk.crv !== 'P-256' || jwk.d !== undefined) throw new Unreadable(unreadable.noKey);
    try {
      this.#key = createPublicKey({ key: jwk, format: 'jwk' });
    } catch {
      throw new Unreadable(unreadable.noKey);
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
export function readHead({ size, root, head }: SeenHead, key: HeadKey): { readonly signedAt: Date } | Words {
  const [header = '', payload = '', signature = '', ...more] = head.split('.');
  const value = fromBase64Url(signature);
  if (more.length > 0 || !value) return headFaults.noJws;
  const [{ alg, typ }, said] = [json(header), json(payload)];
  if (alg !== 'ES256' || typ !== TREE_HEAD_TYPE) return headFaults.noHead;
  if (!key.isBehind(`${header}.${payload}`, value)) return headFaults.anotherKey;
  if (said['log'] !== LOG || said['size'] !== size || said['root'] !== root) return headFaults.anotherContent;
  return typeof said['iat'] === 'number' ? { signedAt: new Date(said['iat'] * 1_000) } : headFaults.noTime;
}

function json(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(fromBase64Url(part) ?? []).toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
