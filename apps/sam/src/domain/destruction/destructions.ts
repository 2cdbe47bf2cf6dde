import { fromBase64, sha256Hex, type Clock } from '@paraph/kernel';
import type { KeyStore } from '../keys/key-store.js';
import type { Token } from '../ports/token.js';
import type { Transaction, Transactions } from '../ports/transactions.js';
import { macInput } from '../records/mac-input.js';
import { tampered } from '../records/tampered.js';
import type { DestructionRows, SealedDestruction, SealedTry } from './destruction-rows.js';
import type { Destruction, DestructionCause, DestructionTry, EndedKey } from './destruction.js';

/** Why and of which credential a key ends. */
export interface EndOfKey {
  readonly credentialId: string;
  readonly cause: DestructionCause;
}

/** A destruction that is to be written down. */
export interface PreparedDestruction {
  readonly destruction: Destruction;
  readonly row: SealedDestruction;
}

/** What became of keys, from a database that is not believed: every row carries a MAC of the token. */
export class Destructions {
  constructor(
    private readonly rows: DestructionRows,
    private readonly keys: KeyStore,
    private readonly token: Token,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Names every copy. Asks the token where they are, so never inside a transaction. @throws `hsm.unavailable` */
  async prepare({ credentialId, cause }: EndOfKey, ended: EndedKey): Promise<PreparedDestruction> {
    const { keyId, algorithm, signerId, subscriberId, publicKey, certificate, heldBy } = ended;
    const now = this.clock.now();
    const { tokens, backupsUntil } = await this.keys.copies(now);
    const destruction: Destruction = {
      keyId,
      credentialId,
      algorithm,
      keyDigest: sha256Hex(fromBase64(publicKey) ?? new Uint8Array()),
      signerId,
      subscriberId,
      ...(certificate && { certificate: namedCertificate(certificate) }),
      cause,
      destroyedAt: now.toISOString(),
      // What was held in a token's session was never wrapped, and no backup has it.
      copies: heldBy === undefined ? { blob: 'erased', tokens, backupsUntil } : { blob: 'none', tokens, heldBy },
    };
    const body = JSON.stringify(destruction);
    return { destruction, row: { keyId, credentialId, body, mac: await this.token.mac('wrapped-key', destructionBytes(keyId, body)) } };
  }

  /** Writes it down, in the transaction that destroys the key. */
  write(transaction: Transaction, { row }: PreparedDestruction): Promise<void> {
    return this.rows.insert(transaction, row);
  }

  /** Destroyed keys of a credential, oldest first. @throws `record.tampered`, `hsm.unavailable` */
  async of(credentialId: string): Promise<readonly Destruction[]> {
    const found = await this.rows.ofCredential(credentialId);
    const destructions = await Promise.all(found.map((row) => this.genuine(row)));
    if (destructions.some((one) => one.credentialId !== credentialId)) throw await tampered(this.transactions, 'destruction', credentialId);
    return destructions.toSorted((one, other) => (one.destroyedAt < other.destroyedAt ? -1 : 1));
  }

  /** A row as it was written. @throws `record.tampered`, `hsm.unavailable` */
  async genuine({ keyId, body, mac }: SealedDestruction): Promise<Destruction> {
    if (!(await this.token.verifyMac('wrapped-key', destructionBytes(keyId, body), mac))) throw await tampered(this.transactions, 'destruction', keyId);
    // The MAC proves that this very code wrote the text from a value of this type.
    return JSON.parse(body) as Destruction;
  }

  /** Seals what a replica found. @throws `hsm.unavailable` */
  async sealTry(found: DestructionTry): Promise<SealedTry> {
    const { keyId, replica } = found;
    const body = JSON.stringify(found);
    return { keyId, replica, body, mac: await this.token.mac('wrapped-key', tryBytes(keyId, replica, body)) };
  }

  /** Who tried to use a destroyed key. @throws `record.tampered`, `hsm.unavailable` */
  async triesOf(keyId: string): Promise<readonly DestructionTry[]> {
    const found = await this.rows.triesOf(keyId);
    return Promise.all(
      found.map(async ({ replica, body, mac }) => {
        if (!(await this.token.verifyMac('wrapped-key', tryBytes(keyId, replica, body), mac))) throw await tampered(this.transactions, 'destruction', keyId);
        return JSON.parse(body) as DestructionTry;
      }),
    );
  }
}

function namedCertificate({ serialNumber, fingerprint, subject, validTo }: NonNullable<EndedKey['certificate']>): NonNullable<Destruction['certificate']> {
  return { serialNumber, fingerprint, subject, validTo };
}

function destructionBytes(keyId: string, body: string): Uint8Array {
  return macInput('key-destruction', keyId, body);
}

function tryBytes(keyId: string, replica: string, body: string): Uint8Array {
  return macInput('key-destruction-try', keyId, replica, body);
}
