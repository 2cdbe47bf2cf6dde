import type { AdapterPayload } from 'oidc-provider';
import type { IdentityEvent } from '../../domain/ports/events.js';

/** Kinds whose issue is an event of its own; a refresh token comes with an access token. */
const issued = new Set(['AccessToken', 'ClientCredentials']);
const revocable = new Set(['AccessToken', 'ClientCredentials', 'RefreshToken']);

/** The event of a new token, if this is one. */
export function issueEvent(kind: string, payload: AdapterPayload): IdentityEvent | undefined {
  return issued.has(kind) ? tokenEvent('token-issued', kind, payload) : undefined;
}

/** Whether the end of this kind is told: of tokens, and of nothing else. */
export function endsWithEvent(kind: string): boolean {
  return revocable.has(kind);
}

/** The event of a token's revocation, if this is one. */
export function revocationEvent(kind: string, payload: AdapterPayload): IdentityEvent | undefined {
  return revocable.has(kind) ? tokenEvent('token-revoked', kind, payload) : undefined;
}

/** The event of the revocation of all tokens of a grant, such as when a code came twice. */
export function grantRevocationEvent(kind: string, clientId: string, grantId: string): IdentityEvent | undefined {
  if (!revocable.has(kind)) return undefined;
  return {
    type: 'token-revoked',
    actor: { kind: 'client', id: clientId },
    outcome: 'success',
    requester: clientId,
    cause: 'grant revoked',
    particulars: { kind, grantId },
  };
}

function tokenEvent(type: 'token-issued' | 'token-revoked', kind: string, payload: AdapterPayload): IdentityEvent {
  const clientId = payload.clientId ?? 'unknown';
  const facts = {
    kind,
    scope: payload.scope,
    grant: payload.gty,
    activationId: payload.extra?.['activationId'],
    credentialId: payload.extra?.['credentialId'],
  };
  return {
    type,
    actor: { kind: 'client', id: clientId },
    outcome: 'success',
    requester: clientId,
    ...(payload.accountId === undefined ? {} : { recipient: payload.accountId }),
    particulars: Object.fromEntries(Object.entries(facts).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))),
  };
}
