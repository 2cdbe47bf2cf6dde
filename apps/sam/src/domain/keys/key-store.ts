import { keyAlgorithmFacts, newId, toBase64, type KeyAlgorithm, type SignatureScheme } from '@paraph/kernel';
import { createHash } from 'node:crypto';
import type { KeyRows, KeyRow } from '../ports/key-rows.js';
import type { Token, Digest } from '../ports/token.js';
import type { Transactions, Transaction } from '../ports/transactions.js';
import { tampered } from '../records/tampered.js';
import type { Reservation } from '../signing/activation-ledger.js';
import { isSealed, sealKey, tokenKey } from './key-seal.js';

/** Signers' keys: rows that only the token opens. A signature needs a reservation, and so an authorisation. */
export class KeyStore {
  constructor(
    private readonly rows: KeyRows,
    private readonly token: Token,
    private readonly transactions: Transactions,
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
    return Promise.allSettled(
      digests.map(async (digest) => {
        const signature = await this.token.sign(tokenKey(row), digest, scheme);
        await this.check(row.publicKey, { digest, scheme }, signature);
        return signature;
      }),
    );
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

  /** Destroys the blob; `forget` then clears the token's cache. Answers false if there was none. */
  destroy(transaction: Transaction, keyId: string): Promise<boolean> {
    return this.rows.erase(transaction, keyId);
  }

  /** Has this replica's token forget an unwrapped copy. */
  forget(keyId: string): Promise<void> {
    return this.token.destroyCached(keyId);
  }

  // What goes wrong here goes wrong after a signature was made: it never leaves as a code that says the contrary.
  private async check(publicKey: Uint8Array, { digest, scheme }: { digest: Digest; scheme: SignatureScheme }, signature: Uint8Array): Promise<void> {
    const isRight = await this.token.verify(publicKey, digest, signature, scheme).catch((cause: unknown) => {
      throw new Error('the signature could not be verified', { cause });
    });
    if (!isRight) throw new Error('the token answered a signature that does not verify');
  }

  private async find(keyId: string): Promise<KeyRow | undefined> {
    const row = await this.rows.find(keyId);
    if (!row) return undefined;
    if (row.purpose !== 'signer' || !(await isSealed(this.token, row))) throw await tampered(this.transactions, 'key', keyId);
    return row;
  }
}
