import { clientSettings } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import type { Client } from '../src/domain/clients/client.js';
import { Events, type IdentityEvent } from '../src/domain/ports/events.js';
import { EvidenceExchange } from '../src/domain/ports/evidence-exchange.js';
import type { OAuthRefusal } from '../src/domain/oauth-refusal.js';
import { PendingAuthorisations, type GrantTerms, type PendingAuthorisation } from '../src/domain/ports/pending-authorisations.js';
import type { RequestParameters } from '../src/domain/request/authorisation-request.js';
import type { RequestRules } from '../src/domain/request/request-rules.js';
import type { ReleasedExchange } from '../src/domain/ports/sam.js';

/** The certificate policy by which the tests' clients may have credentials made. */
export const CREATION_POLICY = '0.4.0.194112.1.2';

/** A client that may have credentials made. */
export function aClient(id: string, subscriberId = newId('sub')): Client {
  const creation = [{ certificatePolicy: CREATION_POLICY, policyId: 'sandbox', algorithm: 'p256' as const, provider: 'https://idp.example' }];
  return {
    id,
    subscriberId,
    name: `Application ${id}`,
    redirectUris: ['https://sca.example/callback'],
    authentication: { method: 'client_secret', secretDigest: 'x' },
    settings: { ...clientSettings.parse({}), creation },
  };
}

const RULES: RequestRules = { base: 'v2', profile: 'strict', creationPolicies: [CREATION_POLICY] };

/** A request that waits. */
export function aPending(uid: string, clientId: string, parameters: RequestParameters): PendingAuthorisation {
  return { uid, clientId, parameters, rules: RULES, resumeAt: `/resume/${uid}` };
}

/** Requests that wait, in memory; it remembers how each ended. */
export class FakePendingAuthorisations extends PendingAuthorisations {
  readonly waiting = new Map<string, PendingAuthorisation>();
  readonly outcomes: string[] = [];
  readonly grants: GrantTerms[] = [];

  override async find(uid: string): Promise<PendingAuthorisation | undefined> {
    return this.waiting.get(uid);
  }

  override async grant(terms: GrantTerms): Promise<string> {
    this.grants.push(terms);
    return `grant-${this.grants.length}`;
  }

  override async approve({ resumeAt }: PendingAuthorisation, { grantId }: { grantId: string }): Promise<string> {
    this.outcomes.push(`approved ${grantId}`);
    return resumeAt;
  }

  override async refuse({ resumeAt }: PendingAuthorisation, refusal: OAuthRefusal): Promise<string> {
    this.outcomes.push(refusal.message);
    return resumeAt;
  }
}

/** A provider's token endpoint that answers a given ID token. */
export class FakeEvidenceExchange extends EvidenceExchange {
  readonly codes: string[] = [];

  constructor(private readonly idToken: string) {
    super();
  }

  failure: Error | undefined;

  override async redeem(_exchange: ReleasedExchange, code: string): Promise<string> {
    this.codes.push(code);
    if (this.failure) throw this.failure;
    return this.idToken;
  }
}

/** Keeps events. */
export class MemoryEvents extends Events {
  readonly all: IdentityEvent[] = [];

  override async record(event: IdentityEvent): Promise<void> {
    this.all.push(event);
  }
}
