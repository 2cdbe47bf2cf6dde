import { keyAlgorithmFacts, newId, toBase64, type KeyAlgorithm } from '@paraph/kernel';
import { createHash } from 'node:crypto';
import type { KeyRows, KeyRow } from '../ports/key-rows.js';
import type { Digest, HeldKey, Token } from '../ports/token.js';
import type { Transactions, Transaction } from '../ports/transactions.js';
import { tampered } from '../records/tampered.js';
import { mustServe } from '../service-end/service-end.js';
import type { ReservedFacts, Reservation } from '../signing/activation-ledger.js';
import { HeldKeys, type WantedKey } from '../sessions/held-keys.js';
import { BackupLife } from './backup-life.js';
import { isSealed, sealKey, tokenKey } from './key-seal.js';

/** Signers' keys: rows that only the token opens. A signature needs a reservation, and so an authorisation. */
export class KeyStore {
  constructor(
    private readonly rows: KeyRows,
    private readonly token: Token,
    private readonly transactions: Transactions,
    private readonly backups = new BackupLife(),
    private readonly held = new HeldKeys(),
  ) {}

  /** Makes a signer's key in the token. `insert` makes it durable. @throws `hsm.unavailable`, `hsm.refused` */
  async generate(algorithm: KeyAlgorithm): Promise<KeyRow> {
    mustServe(this.transactions);
    return sealKey(this.token, await this.token.generateKeyPair(algorithm, 'signer'), { keyId: newId('key'), purpose: 'signer' });
  }

  /** Stores a generated key. */
  insert(transaction: Transaction, row: KeyRow): Promise<void> {
    return this.rows.insert(transaction, row);
  }

  /** Sees that a key of one session is held here, for what needs it; any other is. @throws HeldElsewhere; `session.over` */
  demand({ heldBy, ...key }: Omit<WantedKey, 'heldBy'> & { readonly heldBy?: string | undefined }): void {
    if (heldBy !== undefined) this.held.demand({ ...key, heldBy });
  }

  /** The public key, SubjectPublicKeyInfo in DER, the row's MAC checked. `undefined` if the key is gone. @throws `record.tampered` */
  async publicKey(keyId: string): Promise<Uint8Array | undefined> {
    return this.held.find(keyId)?.publicKey ?? (await this.find(keyId))?.publicKey;
  }

  /**
   * Signs the reserved digests, all of them, in their order; verifies each signature with the public key before it is
   * answered, against fault attacks and wrong keys. Answers what the token did to each.
   *
   * @throws `record.tampered` before the token is asked; `hsm.refused` once the service has ended
   */
  async sign(reservation: Reservation): Promise<readonly PromiseSettledResult<Uint8Array>[]> {
    mustServe(this.transactions);
    const facts = reservation.take();
    const { keyId, publicKey, digests, scheme } = facts;
    if (facts.heldBy !== undefined) return this.signHeld({ ...facts, heldBy: facts.heldBy });
    const row = await this.find(keyId);
    if (!row || toBase64(row.publicKey) !== publicKey) throw await tampered(this.transactions, 'key', keyId);
    return this.token.signVerified(tokenKey(row), row.publicKey, digests, scheme);
  }

  /**
   * Signs a CertificationRequestInfo (RFC 2986 section 4) with the key it names: proof of possession, before any
   * certificate binds that key to a person. The bytes are hashed here: a digest someone chose cannot come in this way.
   */
  async signCertificationRequest(keyId: string, certificationRequestInfo: Uint8Array): Promise<Uint8Array> {
    mustServe(this.transactions);
    const held = this.held.find(keyId);
    if (held) return held.sign(requestDigest(held, certificationRequestInfo));
    const row = await this.find(keyId);
    if (!row) throw new Error(`no key ${keyId} to prove`);
    return this.token.sign(tokenKey(row), requestDigest(row, certificationRequestInfo));
  }

  /**
   * Where copies of a key are that is destroyed now, for the record of it (KEY-06): the tokens whose caches forget it, and how
   * long backups of the database hold its blob, which opens as long as its generation of the key-encryption key lives.
   */
  async copies(now: Date): Promise<{ readonly tokens: string; readonly backupsUntil: string }> {
    const { label } = await this.token.health();
    return { tokens: label, backupsUntil: this.backups.until(now).toISOString() };
  }

  /** Destroys the blob; `forget` then clears the token's cache. Answers false if there was none. */
  destroy(transaction: Transaction, keyId: string): Promise<boolean> {
    return this.rows.erase(transaction, keyId);
  }

  /** Has this replica's token forget an unwrapped copy, and ends a key that it holds. */
  async forget(keyId: string): Promise<void> {
    await this.held.end(keyId);
    await this.token.destroyCached(keyId);
  }

  /**
   * Looks for a key that was destroyed where signatures take theirs from: its row, then what the token has unwrapped. Answers the copy that is left,
   * if any. Whatever is unwrapped is forgotten first.
   *
   * @throws `hsm.unavailable`
   */
  async tryDestroyed(keyId: string): Promise<'blob' | 'cached' | undefined> {
    await this.forget(keyId);
    if (await this.rows.find(keyId)) return 'blob';
    return (await this.token.isRemembered(keyId)) ? 'cached' : undefined;
  }

  /** In the session that the key lives in; each signature was verified there. */
  private async signHeld({ credentialId, keyId, heldBy, publicKey, digests, scheme }: ReservedFacts & { readonly heldBy: string }) {
    const key = this.held.demand({ credentialId, keyId, heldBy });
    if (toBase64(key.publicKey) !== publicKey) throw await tampered(this.transactions, 'key', keyId);
    return Promise.allSettled(digests.map((digest) => key.sign(digest, scheme)));
  }

  private async find(keyId: string): Promise<KeyRow | undefined> {
    const row = await this.rows.find(keyId);
    if (!row) return undefined;
    if (row.purpose !== 'signer' || !(await isSealed(this.token, row))) throw await tampered(this.transactions, 'key', keyId);
    return row;
  }
}

/** What a key signs of a request: only of one that names it. */
function requestDigest({ algorithm: key, publicKey }: Pick<HeldKey, 'algorithm' | 'publicKey'>, certificationRequestInfo: Uint8Array): Digest {
  if (!Buffer.from(certificationRequestInfo).includes(Buffer.from(publicKey))) throw new Error('the request does not name the key that signs it');
  const algorithm = keyAlgorithmFacts[key].ownDigest;
  return { algorithm, value: new Uint8Array(createHash(algorithm).update(certificationRequestInfo).digest()) };
}
