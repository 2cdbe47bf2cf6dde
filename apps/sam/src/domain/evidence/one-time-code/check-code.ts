import { sha256, toBase64Url } from '@paraph/kernel';
import { timingSafeEqual } from 'node:crypto';
import type { Policy } from '../../ports/policies.js';
import type { Token } from '../../ports/token.js';
import type { Transaction, Transactions } from '../../ports/transactions.js';
import type { BindingRecord, CodeMeans } from '../../records/record-kinds.js';
import type { Guess, Tries } from '../counters/tries.js';
import { refusedEvidence } from '../refused-evidence.js';
import type { CodeBond } from './code-bond.js';
import { codeMac } from './code-mac.js';
import { codeMeans, wrongCodesToLock } from './code-means.js';
import { isCode } from './make-code.js';
import type { OneTimeCodes, SentCode } from './one-time-codes.js';

/** What a code that was typed is held against. */
export interface ExpectedCode {
  readonly bond: CodeBond;
  readonly credentialId: string;
  readonly binding: BindingRecord;
  readonly policy: Policy;
  readonly now: Date;
}

/** A code that was right: where it had gone, and what makes it used. */
export interface RightCode {
  readonly means: CodeMeans;
  /** SHA-256 that no other code has and that tells nothing of this one, base64url. */
  readonly digest: string;
  readonly alongside: (transaction: Transaction) => Promise<void>;
}

/** Compares a typed code with the one that was sent. Each comparison has cost a try before, durably. */
export class CheckCode {
  constructor(
    private readonly codes: OneTimeCodes,
    private readonly tries: Tries,
    private readonly token: Token,
    private readonly transactions: Transactions,
  ) {}

  /** @throws `evidence.invalid`, `evidence.locked`, `record.tampered`, `hsm.unavailable` */
  async run(typed: string, expected: ExpectedCode): Promise<RightCode> {
    if (!isCode(typed)) throw refusedEvidence('not the form of a code');
    const { sent, means, guess } = await this.transactions.run((transaction) => this.take(transaction, expected));
    const mac = await codeMac(this.token, { ...sent, bond: expected.bond }, typed);
    if (!isSame(mac, sent.codeMac)) {
      await this.tries.wrong(guess);
      throw refusedEvidence('another code was sent');
    }
    const alongside = async (transaction: Transaction): Promise<void> => {
      await this.codes.use(transaction, sent);
      await this.tries.right(transaction, guess);
    };
    return { means, digest: toBase64Url(sha256('paraph/code/v1', sent.codeMac)), alongside };
  }

  private async take(transaction: Transaction, expected: ExpectedCode): Promise<{ readonly sent: SentCode; readonly means: CodeMeans; readonly guess: Guess }> {
    const { bond, credentialId, binding, policy, now } = expected;
    const { reference } = bond;
    const sent = await this.codes.take(transaction, reference, { tries: policy.code.tries, now });
    const means = codeMeans(binding, policy, now).find(({ meansId }) => meansId === sent.meansId);
    if (!means) throw refusedEvidence('the code went to an address that no longer counts');
    const { meansId } = means;
    const guess: Guess = { meansId, kind: 'one-time-code', limit: wrongCodesToLock(policy), signerId: binding.signerId, credentialId, reference };
    await this.tries.takeIn(transaction, guess);
    return { sent, means, guess };
  }
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
