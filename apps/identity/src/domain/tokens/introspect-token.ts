import type { introspectToken, ReplyOf } from '@paraph/contracts';
import { type Clock } from '@paraph/kernel';
import type { Authorisation } from '../authorisations/authorisation.js';
import type { Client } from '../clients/client.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type ClientStore } from '../ports/client-store.js';
import { type KeptObject, type ProtocolObjects } from '../ports/protocol-objects.js';
import { accessKinds } from './token-kinds.js';

type Introspection = ReplyOf<typeof introspectToken>;
type Active = Extract<Introspection, { state: 'active' }>;

/** Tells what an access token may do, from its digest. */
export class IntrospectToken {
  constructor(
    private readonly objects: ProtocolObjects,
    private readonly authorisations: AuthorisationStore,
    private readonly clients: ClientStore,
    private readonly clock: Clock,
  ) {}

  async run({ tokenDigest }: { readonly tokenDigest: string }): Promise<Introspection> {
    const found = await Promise.all(accessKinds.map((kind) => this.objects.find(kind, tokenDigest)));
    const token = found.find((one) => one !== undefined);
    if (token === undefined) return { state: 'unknown' };
    if (token.revokedAt !== undefined) return { state: 'revoked' };
    if (token.expiresAt <= this.clock.now()) return { state: 'expired' };
    // At once: each signature waits for this answer.
    const isOfGrant = token.kind !== 'ClientCredentials' && token.payload['scope'] !== 'service' && token.grantId !== undefined;
    const [client, authorisation] = await Promise.all([
      this.clients.find(String(token.payload['clientId'])),
      isOfGrant ? this.authorisations.ofGrant(token.grantId) : undefined,
    ]);
    if (client === undefined) return { state: 'unknown' };
    const bearer = bearerOf(token, client);
    if (token.kind === 'ClientCredentials') return { ...bearer, scope: 'service' };
    return ofSigner(token, bearer, authorisation);
  }
}

function ofSigner(token: KeptObject, bearer: Omit<Active, 'scope'>, authorisation: Authorisation | undefined): Introspection {
  const signerId = String(token.payload['accountId']);
  if (token.payload['scope'] === 'service') return { ...bearer, scope: 'service', signerId };
  if (authorisation?.credentialId === undefined || authorisation.scope === 'service') return { state: 'unknown' };
  if (authorisation.state === 'ended') return { state: 'revoked' };
  const { scope, credentialId, changeId } = authorisation;
  return { ...bearer, scope, signerId, credentialId, ...(changeId === undefined ? {} : { changeId }) };
}

/** Whose token it is, and what the operator decided about that client. */
function bearerOf({ payload, expiresAt }: KeptObject, { id, subscriberId, settings }: Client): Omit<Active, 'scope'> {
  const { profile, browserOrigins, responseUris, limits } = settings;
  const thumbprint = payload['jkt'];
  return {
    state: 'active',
    clientId: id,
    subscriberId,
    client: { profile, browserOrigins, responseUris, limits },
    expiresAt: expiresAt.toISOString(),
    ...(typeof thumbprint === 'string' && { proofKeyThumbprint: thumbprint }),
  };
}
