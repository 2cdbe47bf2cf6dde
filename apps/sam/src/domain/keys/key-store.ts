import { keyAlgorithmFacts, newId, toBase64, type KeyAlgorithm } from '@paraph/kernel';
import { createHash } from 'node:crypto';
import type { KeyRows, KeyRow } from '../ports/key-rows.js';
import type { Token } from '../ports/token.js';
import type { Transactions, Transaction } from '../ports/transactions.js';
import { tampered } from '../records/tampered.js';
import type { Reservation } from '../signing/activation-ledger.js';
import { BackupLife } from './backup-life.js';
import { isSealed, sealKey, tokenKey } from './key-seal.js';

/** Signers' keys: rows that only the token opens. A signature needs a reservation, and so an authorisation. */
export class KeyStore {
  constructor(
    private readonly rows: KeyRows,
    private readonly token: Token,
    private readonly transactions: Transactions,
    private readonly backups = new BackupLife(),
  ) {}

  /** Makes a signer's key in the token. `insert` makes it durable. @throws `hsm.unavailable`, `hsm.refused` */
  async generate(algorithm: KeyAlgorithm): Promise<KeyRow> {
    return sealKey(this.token, await this.token.generateKeyPair(algorithm, 'signer'), { keyId: newId('key'), purpose: 'signer' });
  }

  /** Stores a generated key. */
  insert(transaction: Transaction, row: KeyRow): Promise<void> {
    return this.rows.insert(transaction, row);
  }

  /** The public key, SubjectPublicKeyInfo in DER, the row's MAC checked. `undefined` if the key is gone. @throws `record.tampered` */
  async publicKey(keyId: string): Promise<Uint8Array | undefined> {
    return (await this.find(keyId))?.publicKey;
  }

  /**
   * Signs the reserved digests, all of them, in their order; verifies each signature with the public key before it is
   * answered, against fault attacks and wrong keys. Answers what the token did to each.
   *
   * @throws `record.tampered` before the token is asked
   */
  async sign(reservation: Reservation): Promise<readonly PromiseSettledResult<Uint8Array>[]> {
    const { keyId, publicKey, digests, scheme } = reservation.take();
    const row = await this.find(keyId);
    if (!row || toBase64(row.publicKey) !== publicKey) throw await tampered(this.transactions, 'key', keyId);
    return this.token.signVerified(tokenKey(row), row.publicKey, digests, scheme);
  }

  /**
   * Signs a CertificationRequestInfo (RFC 2986 section 4) with the key it names: proof of possession, before any
   * certificate binds that key to a person. The bytes are hashed here: a digest someone chose cannot come in this way.
   */
  async signCertificationRequest(keyId: string, certificationRequestInfo: Uint8Array): Promise<Uint8Array> {
    const row = await this.find(keyId);
    if (!row) throw new Error(`no key ${keyId} to prove`);
    if (!Buffer.from(certificationRequestInfo).includes(Buffer.from(row.publicKey))) throw new Error('the request does not name the key that signs it');
    const algorithm = keyAlgorithmFacts[row.algorithm].ownDigest;
    const value = new Uint8Array(createHash(algorithm).update(certificationRequestInfo).digest());
    return this.token.sign(tokenKey(row), { algorithm, value });
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

  /** Has this replica's token forget an unwrapped copy. */
  forget(keyId: string): Promise<void> {
    return this.token.destroyCached(keyId);
  }

  private async find(keyId: string): Promise<KeyRow | undefined> {
    const row = await this.rows.find(keyId);
    if (!row) return undefined;
    if (row.purpose !== 'signer' || !(await isSealed(this.token, row))) throw await tampered(this.transactions, 'key', keyId);
    return row;
  }
}
