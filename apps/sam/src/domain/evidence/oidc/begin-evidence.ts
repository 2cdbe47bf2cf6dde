import { sha256, toBase64Url } from '@paraph/kernel';
import type { EvidenceLedger } from '../../ports/evidence-ledger.js';
import type { Token } from '../../ports/token.js';
import type { EvidenceRequests } from './evidence-requests.js';

/**
 * Composes the request to the identity provider (OpenID Connect Core 3.1.2.1). The SAM does, because a neighbour that
 * composed it could ask for a silent token of an older session.
 */
export class BeginEvidence {
  constructor(
    private readonly requests: EvidenceRequests,
    private readonly ledger: EvidenceLedger,
    private readonly token: Token,
  ) {}

  /** Answers where the browser goes. @throws what `EvidenceRequests` refuses with */
  async run(reference: string): Promise<string> {
    const { subject, provider, redirectUri } = await this.requests.find(reference);
    // PKCE (RFC 7636): the verifier stays here until `ReleaseExchange` gives it out, once.
    const verifier = await this.ledger.begin(reference, toBase64Url(await this.token.random(32)));
    const url = new URL(provider.authorizationEndpoint);
    const parameters = {
      response_type: 'code',
      client_id: provider.clientId,
      redirect_uri: redirectUri,
      scope: ['openid', 'profile', ...(subject.scopes ?? [])].join(' '),
      state: reference,
      nonce: toBase64Url(subject.challenge),
      // An act of the person, now: no session of before, and `auth_time` in the token to prove it.
      prompt: 'login',
      max_age: '0',
      code_challenge: toBase64Url(sha256(verifier)),
      code_challenge_method: 'S256',
      ...(provider.requiredAcr === undefined ? {} : { acr_values: provider.requiredAcr }),
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url.href;
  }
}
