import type { MessageChannel } from '@paraph/contracts';
import { addressHint } from '../means-for-page.js';
import type { MeansCounters } from '../../ports/means-counters.js';
import type { Policy } from '../../ports/policies.js';
import type { Token } from '../../ports/token.js';
import type { Transactions } from '../../ports/transactions.js';
import type { CodeMeans } from '../../records/record-kinds.js';
import type { CodeBond } from './code-bond.js';
import { codeMac } from './code-mac.js';
import { countMessage } from './message-limits.js';
import type { CodeOf } from './code-text.js';
import { makeCode } from './make-code.js';
import type { Messages } from './messages.js';
import type { OneTimeCodes } from './one-time-codes.js';

/** A code that is to be made and sent. */
export interface CodeOrder {
  readonly bond: CodeBond;
  readonly means: CodeMeans;
  readonly policy: Policy;
  readonly now: Date;
  /** No code outlives what it is for. */
  readonly notAfter?: Date | undefined;
  readonly subject: string;
  readonly text: (code: CodeOf) => string;
}

/** A code on its way. */
export interface DispatchedCode {
  readonly channel: MessageChannel;
  /** Where it went, most of it hidden. */
  readonly hint: string;
  readonly expiresAt: Date;
  readonly messageId: string;
}

/** Longest life of a code, in seconds, whatever a policy says. */
const LONGEST_LIFE = 300;

/** Makes a code, stores what is needed to know it again, and has it sent: in this order, so that none is sent uncounted. */
export class DispatchCode {
  constructor(
    private readonly codes: OneTimeCodes,
    private readonly counters: MeansCounters,
    private readonly token: Token,
    private readonly messages: Messages,
    private readonly transactions: Transactions,
  ) {}

  /** @throws `evidence.locked`, `evidence.too_many_codes`, `evidence.missing`, `message.undeliverable`, `record.tampered`, `hsm.unavailable` */
  async run(order: CodeOrder): Promise<DispatchedCode> {
    this.messages.requireWay();
    const { bond, means, now, subject } = order;
    const expiresAt = expiryOf(order);
    const madeAt = now.toISOString();
    const code = await makeCode(this.token);
    const { meansId } = means;
    const mac = await codeMac(this.token, { bond, meansId, madeAt }, code);
    const made = { reference: bond.reference, meansId, codeMac: mac, madeAt, expiresAt: expiresAt.toISOString() };
    await this.transactions.run((transaction) =>
      this.codes.issue(transaction, made, async () => {
        await this.counters.change(transaction, meansId, (counter) => countMessage(counter, order));
      }),
    );

    // Nobody waits for a gateway with a transaction open.
    const text = order.text({ code, lifetimeSeconds: Math.floor((expiresAt.getTime() - now.getTime()) / 1_000) });
    const messageId = await this.messages.send({ channel: means.channel, address: means.address, subject, text });
    return { channel: means.channel, hint: addressHint(means.address), expiresAt, messageId };
  }
}

function expiryOf({ policy, now, notAfter }: CodeOrder): Date {
  const life = Math.min(policy.code.lifetimeSeconds, LONGEST_LIFE) * 1_000;
  return new Date(Math.min(now.getTime() + life, notAfter?.getTime() ?? Infinity));
}
