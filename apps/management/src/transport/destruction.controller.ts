import { Controller } from '@nestjs/common';
import { managementEndpoints as endpoints, type AnswerOf, type AskedOf } from '@paraph/contracts';
import { DestructionReport } from '../domain/destruction/destruction-report.js';
import { KeyDestructions } from '../domain/destruction/key-destructions.js';
import { Serves } from './serves.js';

type Served = typeof endpoints;

/** What became of keys, for those whose keys they were. */
@Controller()
export class DestructionController {
  constructor(
    private readonly report: DestructionReport,
    private readonly destructions: KeyDestructions,
  ) {}

  @Serves(endpoints.certifyDestruction)
  certify({ credentialId }: AskedOf<Served['certifyDestruction']>): Promise<AnswerOf<Served['certifyDestruction']>> {
    return this.report.run(credentialId);
  }

  @Serves(endpoints.reconcileKeys)
  reconcile(): Promise<AnswerOf<Served['reconcileKeys']>> {
    return this.destructions.reconcile();
  }
}
