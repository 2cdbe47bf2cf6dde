import {
  CHANGE_TYPE,
  DESTRUCTION_TYPE,
  ENROLMENT_TYPE,
  PROPOSAL_TYPE,
  RECEIPT_TYPE,
  SAD_TYPE,
  ServiceError,
  STATEMENT_TYPE,
  TREE_HEAD_TYPE,
  type Statement,
} from '@paraph/contracts';
import { newId, toBase64Url, type DigestAlgorithm } from '@paraph/kernel';
import { createHash, createPublicKey, subtle, verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { joseSignature } from '../jws/ecdsa-signature.js';
import { publicJwk, type PublicJwk } from '../jws/public-jwk.js';
import { signingInput } from '../jws/compact.js';
import type { KeyRows, KeyRow } from '../ports/key-rows.js';
import type { Token } from '../ports/token.js';
import type { Transactions, Transaction } from '../ports/transactions.js';
import { tampered } from '../records/tampered.js';
import { authorityKinds, tokenUse, type AuthorityPurpose, type JwsPurpose, type X509Purpose } from './key-purpose.js';
import { isSealed, sealKey, tokenKey } from './key-seal.js';
import { VerifiedSignatures } from './verified-signatures.js';

/** Each thing that is signed as a JWS: by which key, and of which `typ`, which no other has (RFC 8725 section 3.11). */
const documents = {
  statement: { purpose: 'statement', typ: STATEMENT_TYPE },
  'enrolment-statement': { purpose: 'statement', typ: ENROLMENT_TYPE },
  'change-statement': { purpose: 'statement', typ: CHANGE_TYPE },
  'proposal-statement': { purpose: 'statement', typ: PROPOSAL_TYPE },
  sad: { purpose: 'sad', typ: SAD_TYPE },
  'oidc-client': { purpose: 'oidc-client', typ: 'JWT' },
  'tree-head': { purpose: 'tree-head', typ: TREE_HEAD_TYPE },
  receipt: { purpose: 'receipt', typ: RECEIPT_TYPE },
  destruction: { purpose: 'receipt', typ: DESTRUCTION_TYPE },
} as const satisfies Record<string, { readonly purpose: JwsPurpose; readonly typ: string }>;

/** What a JWS of the SAM can be. */
export type SignedDocument = keyof typeof documents;

/** As `encryptionKey` of a statement. */
type EncryptionKey = Statement['encryptionKey'];

/** From so many bytes on another thread hashes them: a revocation list may have some megabytes, and signing goes on meanwhile. */
const LONG = 100_000;

const verifyAside: (algorithm: string, bytes: Uint8Array, key: KeyObject, signature: Uint8Array) => Promise<boolean> = promisify(verify);

const purposes = Object.keys(authorityKinds) as readonly AuthorityPurpose[];

/**
 * The SAM's own keys, one purpose each. What a key signs is composed here, with a `typ` fixed by its purpose, so a
 * statement's key cannot make a SAD. `open` comes first.
 */
export class AuthorityKeys {
  private keys: ReadonlyMap<AuthorityPurpose, KeyRow> = new Map();
  /** Each row's public key as it was parsed once: a new row is parsed anew. */
  private readonly verifying = new WeakMap<KeyRow, KeyObject>();
  private readonly jwks = new WeakMap<KeyRow, PublicJwk>();
  private readonly verified = new VerifiedSignatures();
  private destroyed: ReadonlySet<AuthorityPurpose> = new Set();

  constructor(
    private readonly rows: KeyRows,
    private readonly token: Token,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Loads the keys and makes those that do not exist yet, once over all replicas.
   *
   * @param destroyed purposes whose key ended with its authority: none is made, and a row that was put back is not looked at
   * @throws `record.tampered`, `hsm.unavailable`, `hsm.refused`
   */
  async open(destroyed: ReadonlySet<AuthorityPurpose> = this.destroyed): Promise<void> {
    this.destroyed = destroyed;
    const found = await this.living();
    const isComplete = purposes.every((purpose) => destroyed.has(purpose) || found.some((row) => row.purpose === purpose));
    const all = isComplete ? found : await this.transactions.runAlone('authority-keys', (transaction) => this.complete(transaction));
    for (const row of all) if (!(await isSealed(this.token, row))) throw await tampered(this.transactions, 'authority key', row.keyId);
    this.keys = new Map(all.map((row) => [row.purpose as AuthorityPurpose, row]));
  }

  /** Loads them again if one is closed under a generation before this: another replica may have closed it anew since. */
  async refresh(kekGeneration: number): Promise<void> {
    if ([...this.keys.values()].some((row) => row.kekGeneration < kekGeneration)) await this.open();
  }

  /** SubjectPublicKeyInfo, DER. */
  publicKey(purpose: AuthorityPurpose): Uint8Array {
    return this.key(purpose).publicKey;
  }

  /** The public key to verify with. */
  verifyingKey(purpose: AuthorityPurpose): KeyObject {
    const row = this.key(purpose);
    const known = this.verifying.get(row);
    if (known) return known;
    const key = createPublicKey({ key: Buffer.from(row.publicKey), format: 'der', type: 'spki' });
    this.verifying.set(row, key);
    return key;
  }

  /** The public key as JWK, its RFC 7638 thumbprint as `kid`. */
  publicJwk(purpose: JwsPurpose): PublicJwk {
    const row = this.key(purpose);
    const known = this.jwks.get(row);
    if (known) return known;
    const jwk = publicJwk(row.publicKey);
    this.jwks.set(row, jwk);
    return jwk;
  }

  /** The key for what people type, as statements carry it; its RFC 7638 thumbprint as `kid`. */
  encryptionKey(): EncryptionKey {
    const { x, y, kid } = publicJwk(this.key('encryption').publicKey);
    return { kty: 'EC', crv: 'P-256', x, y, kid };
  }

  /** The content encryption key of a JWE to `encryptionKey`. @param peer uncompressed point, 65 bytes @throws `hsm.refused`, `hsm.unavailable` */
  agree(peer: Uint8Array, otherInfo: Uint8Array): Promise<Uint8Array> {
    return this.token.agree(tokenKey(this.key('encryption')), peer, otherInfo);
  }

  /** A compact JWS, ES256, of the type this purpose signs. @throws `hsm.unavailable`, `hsm.refused`, `hsm.ambiguous` */
  async signJws(document: SignedDocument, payload: object): Promise<string> {
    const { purpose, typ } = documents[document];
    const input = signingInput({ alg: 'ES256', typ, kid: this.publicJwk(purpose).kid }, payload);
    const signature = joseSignature(await this.sign(purpose, new TextEncoder().encode(input)), 32);
    // It was verified before it was answered.
    this.verified.add(this.key(purpose).keyId, input, signature);
    return `${input}.${toBase64Url(signature)}`;
  }

  /** Whether a signature is one of this purpose's key over exactly these characters; one that was verified lately is not again. */
  isSigned(purpose: JwsPurpose, input: string, signature: Uint8Array): boolean {
    const { keyId } = this.key(purpose);
    if (this.verified.has(keyId, input, signature)) return true;
    if (!verify('sha256', Buffer.from(input), { key: this.verifyingKey(purpose), dsaEncoding: 'ieee-p1363' }, signature)) return false;
    this.verified.add(keyId, input, signature);
    return true;
  }

  /**
   * ECDSA-Sig-Value over a to-be-signed structure of X.509 or CMS, hashed here. Composing it is the caller's, parsing
   * nobody's.
   *
   * @throws `hsm.unavailable`, `hsm.refused`, `hsm.ambiguous`
   */
  signDer(purpose: X509Purpose, toBeSigned: Uint8Array): Promise<Uint8Array> {
    return this.sign(purpose, toBeSigned);
  }

  private async sign(purpose: AuthorityPurpose, bytes: Uint8Array): Promise<Uint8Array> {
    const row = this.key(purpose);
    const algorithm = authorityKinds[purpose].digest;
    const value = await digestOf(algorithm, bytes);
    const signature = await this.token.sign(tokenKey(row), { algorithm, value });
    // A faulty signature may reveal the key, and one by another key deceives whoever relies on it: neither leaves.
    const key = this.verifyingKey(purpose);
    if (!(bytes.length < LONG ? verify(algorithm, bytes, key, signature) : await verifyAside(algorithm, bytes, key, signature)))
      throw new ServiceError('hsm.ambiguous', 'the token answered a signature that does not verify');
    return signature;
  }

  /** Whether the key of this purpose ended with its authority. */
  hasEnded(purpose: AuthorityPurpose): boolean {
    return this.destroyed.has(purpose);
  }

  /** Destroys the blob of a key whose authority has ended; `forget` then clears what is remembered of it. */
  async erase(transaction: Transaction, purpose: AuthorityPurpose): Promise<{ readonly keyId: string; readonly wasThere: boolean }> {
    const { keyId } = this.key(purpose);
    return { keyId, wasThere: await this.rows.erase(transaction, keyId) };
  }

  /** Has this replica and its token forget keys whose authority has ended. */
  async forget(ended: readonly AuthorityPurpose[]): Promise<void> {
    const rows = ended.flatMap((purpose) => this.keys.get(purpose) ?? []);
    this.destroyed = new Set([...this.destroyed, ...ended]);
    this.keys = new Map([...this.keys].filter(([purpose]) => !this.destroyed.has(purpose)));
    for (const { keyId } of rows) await this.token.destroyCached(keyId);
  }

  /** Rows of the keys that have not ended. */
  private async living(): Promise<readonly KeyRow[]> {
    return (await this.rows.authorities()).filter(({ purpose }) => !this.destroyed.has(purpose as AuthorityPurpose));
  }

  private key(purpose: AuthorityPurpose): KeyRow {
    if (this.destroyed.has(purpose)) throw new ServiceError('certificate.refused', 'the key was destroyed when its authority ended');
    const row = this.keys.get(purpose);
    if (!row) throw new Error('the authority keys are not open');
    return row;
  }

  // Runs with the lock held, once in a system's life, so that the token may be asked inside the transaction.
  private async complete(transaction: Transaction): Promise<readonly KeyRow[]> {
    const found = await this.living();
    const missing = purposes.filter((purpose) => !this.destroyed.has(purpose) && !found.some((row) => row.purpose === purpose));
    const made: KeyRow[] = [];
    for (const purpose of missing) {
      const { algorithm } = authorityKinds[purpose];
      const row = await sealKey(this.token, await this.token.generateKeyPair(algorithm, tokenUse(purpose).use), { keyId: newId('key'), purpose });
      await this.rows.insert(transaction, row);
      transaction.record({
        type: 'key-generated',
        actor: { kind: 'system', id: 'sam' },
        outcome: 'success',
        particulars: { keyId: row.keyId, purpose, algorithm },
      });
      made.push(row);
    }
    return [...found, ...made];
  }
}

async function digestOf(algorithm: DigestAlgorithm, bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.length < LONG) return new Uint8Array(createHash(algorithm).update(bytes).digest());
  return new Uint8Array(await subtle.digest(algorithm.replace('sha', 'SHA-'), Uint8Array.from(bytes)));
}
