import { ServiceError } from '@paraph/contracts';
import { z } from 'zod';
import { EvidenceExchange } from '../domain/ports/evidence-exchange.js';
import type { ReleasedExchange } from '../domain/ports/sam.js';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const TIMEOUT_MS = 8_000;

const tokenResponse = z.object({ id_token: z.string().min(20).max(16_000) });

/**
 * The exchange over HTTP. Deliberately not through an OpenID library: assertion and verifier come from the SAM, and reading
 * the ID token is the SAM's work alone; here it is text that is carried.
 */
export class HttpEvidenceExchange extends EvidenceExchange {
  override async redeem(exchange: ReleasedExchange, code: string): Promise<string> {
    const response = await this.post(exchange, code);
    const body: unknown = await response.json().catch(() => undefined);
    if (response.status >= 500) throw new ServiceError('service.unavailable', 'the identity provider failed');
    if (!response.ok) throw new ServiceError('evidence.invalid', 'the identity provider refused the code');
    const answer = tokenResponse.safeParse(body);
    if (!answer.success) throw new ServiceError('evidence.invalid', 'the identity provider gave no ID token');
    return answer.data.id_token;
  }

  private async post(exchange: ReleasedExchange, code: string): Promise<Response> {
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: exchange.redirectUri,
      code_verifier: exchange.codeVerifier,
      client_id: exchange.clientId,
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: exchange.clientAssertion,
    });
    try {
      return await fetch(exchange.tokenEndpoint, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (cause) {
      throw new ServiceError('service.unavailable', 'the identity provider does not answer', { cause });
    }
  }
}
