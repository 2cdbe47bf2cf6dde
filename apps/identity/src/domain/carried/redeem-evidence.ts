import { ServiceError } from '@paraph/contracts';
import { fromBase64Url } from '@paraph/kernel';
import { z } from 'zod';
import { type EvidenceExchange } from '../ports/evidence-exchange.js';
import { type Sam } from '../ports/sam.js';
import type { ProviderAnswer } from './provider-answer.js';

/** Redeems a provider's code with what the SAM releases for it, once: this service holds neither key nor verifier. */
export class RedeemEvidence {
  constructor(
    private readonly sam: Sam,
    private readonly exchange: EvidenceExchange,
  ) {}

  /** The ID token. @throws ServiceError `….state`, evidence.invalid, service.unavailable */
  async run(reference: string, { code, issuer }: ProviderAnswer): Promise<string> {
    if (code === undefined) throw new ServiceError('evidence.invalid', 'the identity provider gave no evidence');
    // A code of one provider must not be shown to another (RFC 9207 section 2.4): with several providers, an answer says whose it is.
    if (issuer !== undefined && issuer !== (await this.expectedIssuer(reference)))
      throw new ServiceError('evidence.invalid', 'another identity provider answered than was asked');
    return this.exchange.redeem(await this.sam.releaseExchange({ reference }), code);
  }

  private async expectedIssuer(reference: string): Promise<string | undefined> {
    if (reference.startsWith('enr_')) return (await this.sam.describeEnrolment({ enrolmentId: reference })).provider;
    return providerIn((await this.sam.describeEvidence({ reference })).statement);
  }
}

const asking = z.object({ means: z.object({ provider: z.string().optional() }) });

/** The provider a statement names. It came from the SAM itself, over the bus: its signature is for the signer's page. */
function providerIn(statement: string): string | undefined {
  const payload = fromBase64Url(statement.split('.')[1] ?? '');
  return payload && asking.parse(JSON.parse(new TextDecoder().decode(payload))).means.provider;
}
