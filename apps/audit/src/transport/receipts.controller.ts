import { Controller } from '@nestjs/common';
import { auditEndpoints as endpoints, type AnswerOf, type AskedOf } from '@paraph/contracts';
import { ComposeEvidence } from '../domain/proofs/compose-evidence.js';
import { ComposeReceipt } from '../domain/proofs/compose-receipt.js';
import type { Reader } from '../domain/readers/reader.js';
import { AskingReader } from './asking-reader.js';
import { Serves } from './serves.js';

type Served = typeof endpoints;

/** Files that are taken away and verified without us. */
@Controller()
export class ReceiptsController {
  constructor(
    private readonly receipts: ComposeReceipt,
    private readonly evidence: ComposeEvidence,
  ) {}

  @Serves(endpoints.readReceipt)
  receipt({ transactionId }: AskedOf<Served['readReceipt']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['readReceipt']>> {
    return this.receipts.run(reader, transactionId);
  }

  @Serves(endpoints.readEvidence)
  package({ transactionId }: AskedOf<Served['readEvidence']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['readEvidence']>> {
    return this.evidence.run(reader, transactionId);
  }
}
