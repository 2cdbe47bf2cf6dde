import type { ReleasedExchange } from './sam.js';

/** Carries the SAM's exchange to an identity provider's token endpoint and brings back the ID token, unread. */
export abstract class EvidenceExchange {
  /** @throws ServiceError evidence.invalid, service.unavailable */
  abstract redeem(exchange: ReleasedExchange, code: string): Promise<string>;
}
