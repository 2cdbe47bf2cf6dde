import { Controller } from '@nestjs/common';
import { beginEvidence, releaseExchange, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { BeginEvidence } from '../domain/evidence/begin-evidence.js';
import { ReleaseExchange } from '../domain/evidence/release-exchange.js';

/** The way of evidence through the identity provider, for activations and enrolments alike. */
@Controller()
export class EvidenceController {
  constructor(
    private readonly beginOne: BeginEvidence,
    private readonly releaseOne: ReleaseExchange,
  ) {}

  @Answers(beginEvidence)
  async begin({ reference }: RequestOf<typeof beginEvidence>): Promise<ReplyOf<typeof beginEvidence>> {
    return { authorizationUrl: await this.beginOne.run(reference) };
  }

  @Answers(releaseExchange)
  async release({ reference }: RequestOf<typeof releaseExchange>): Promise<ReplyOf<typeof releaseExchange>> {
    return this.releaseOne.run(reference);
  }
}
