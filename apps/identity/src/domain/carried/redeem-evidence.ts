import { type EvidenceExchange } from '../ports/evidence-exchange.js';
import { type Sam } from '../ports/sam.js';

/** Redeems a provider's code with what the SAM releases for it, once: this service holds neither key nor verifier. */
export class RedeemEvidence {
  constructor(
    private readonly sam: Sam,
    private readonly exchange: EvidenceExchange,
  ) {}

  /** The ID token. @throws ServiceError `….state`, evidence.invalid, service.unavailable */
  async run(reference: string, code: string): Promise<string> {
    return this.exchange.redeem(await this.sam.releaseExchange({ reference }), code);
  }
}
