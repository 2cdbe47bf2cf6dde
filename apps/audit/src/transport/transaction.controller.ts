import { Controller } from '@nestjs/common';
import { auditEndpoints as endpoints, type AnswerOf, type AskedOf } from '@paraph/contracts';
import { toHex } from '@paraph/kernel';
import type { Reader } from '../domain/readers/reader.js';
import { ReadTransactions, type Transaction, type TransactionQuestion } from '../domain/transactions/read-transactions.js';
import type { Step } from '../domain/transactions/tie-steps.js';
import { AskingReader } from './asking-reader.js';
import { Serves } from './serves.js';

type Served = typeof endpoints;
type Told = AnswerOf<Served['describeTransaction']>;

/** The stories of signatures. */
@Controller()
export class TransactionController {
  constructor(private readonly transactions: ReadTransactions) {}

  @Serves(endpoints.findTransactions)
  async find(asked: AskedOf<Served['findTransactions']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['findTransactions']>> {
    const { from, to, limit, digest, credential, correlationId } = asked;
    const question: TransactionQuestion = {
      ...(digest === undefined ? {} : { digest }),
      ...(credential === undefined ? {} : { credential }),
      ...(correlationId === undefined ? {} : { correlationId }),
      ...(from === undefined ? {} : { from: new Date(from) }),
      ...(to === undefined ? {} : { to: new Date(to) }),
    };
    return { transactions: [...(await this.transactions.find(reader, question, limit))] };
  }

  @Serves(endpoints.describeTransaction)
  async describe({ transactionId }: AskedOf<Served['describeTransaction']>, @AskingReader() reader: Reader): Promise<Told> {
    return toWire(await this.transactions.describe(reader, transactionId));
  }
}

function toWire({ attemptIds, digests, means, steps, missing, contradictions, ...summary }: Transaction): Told {
  return {
    ...summary,
    attemptIds: [...attemptIds],
    digests: [...digests],
    means: [...means],
    steps: steps.map(stepToWire),
    missing: [...missing],
    contradictions: contradictions.map((one) => ({ ...one, positions: [...one.positions] })),
  };
}

function stepToWire({ stage, told: { logged, says }, ties }: Step): Told['steps'][number] {
  const { position, leafHash, body } = logged;
  const { source, sequence, type, occurredAt, outcome, actor, cause, particulars } = says;
  const said = { source, sequence, type, occurredAt, outcome, actor, particulars, ...(cause === undefined ? {} : { cause }) };
  return { stage, position, ...said, leafHash: toHex(leafHash), leaf: body, ties: [...ties] };
}
