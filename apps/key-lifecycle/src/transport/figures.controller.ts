import { Controller } from '@nestjs/common';
import { countCredentials, type ReplyOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { CredentialFigures } from '../domain/endings/credential-figures.js';

/** The call by which operators learn how many credentials there are. */
@Controller()
export class FiguresController {
  constructor(private readonly figures: CredentialFigures) {}

  @Answers(countCredentials)
  async countCredentials(): Promise<ReplyOf<typeof countCredentials>> {
    const { states, lastValidTo, ...counts } = await this.figures.count();
    return { ...counts, states: [...states], ...(lastValidTo && { lastValidTo: lastValidTo.toISOString() }) };
  }
}
