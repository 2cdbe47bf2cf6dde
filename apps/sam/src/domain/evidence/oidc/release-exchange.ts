import { ServiceError } from '@paraph/contracts';
import { type Clock, toBase64Url } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import type { AuthorityKeys } from '../../keys/authority-keys.js';
import type { EvidenceLedger } from '../../ports/evidence-ledger.js';
import type { Transactions } from '../../ports/transactions.js';
import { stateCode, type EvidenceRequests } from './evidence-requests.js';

/** Seconds a client assertion lives: one request to the provider's token endpoint. */
const ASSERTION_LIFETIME = 60;

/** What redeems the provider's code. */
export interface Exchange {
  readonly tokenEndpoint: string;
  readonly clientId: string;
  /** JWT by the SAM's `oidc-client` key (RFC 7523 section 2.2). */
  readonly clientAssertion: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

/** Gives out, once per draft, what redeems the provider's code. Afterwards that draft has had its chance. */
export class ReleaseExchange {
  constructor(
    private readonly requests: EvidenceRequests,
    private readonly ledger: EvidenceLedger,
    private readonly keys: AuthorityKeys,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * @param answeredBy who answered, where the answer says so
   * @throws what `EvidenceRequests` refuses with; `evidence.invalid`; `activation.state` or `enrolment.state` the second time; `hsm.*`
   */
  async run(reference: string, answeredBy?: string): Promise<Exchange> {
    const { provider, redirectUri } = await this.requests.find(reference);
    const { issuer, clientId, tokenEndpoint } = provider;
    // A code of one provider must not be shown to another (RFC 9207 section 2.4): with several providers, an answer says whose it is.
    if (answeredBy !== undefined && answeredBy !== issuer) throw new ServiceError('evidence.invalid', 'another identity provider answered than was asked');
    const now = Math.floor(this.clock.now().getTime() / 1_000);
    const jti = toBase64Url(randomBytes(16));
    const clientAssertion = await this.keys.signJws('oidc-client', { iss: clientId, sub: clientId, aud: issuer, jti, iat: now, exp: now + ASSERTION_LIFETIME });
    const codeVerifier = await this.transactions.run((transaction) => this.ledger.release(transaction, reference));
    if (codeVerifier === undefined) {
      throw new ServiceError(stateCode(reference), 'the exchange was released before, or never begun');
    }
    return { tokenEndpoint, clientId, clientAssertion, codeVerifier, redirectUri };
  }
}
