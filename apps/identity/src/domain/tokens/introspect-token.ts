import type { introspectToken, ReplyOf } from '@paraph/contracts';
import { type Clock } from '@paraph/kernel';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type ClientStore } from '../ports/client-store.js';
import { type ProtocolObjects, type KeptObject } from '../ports/protocol-objects.js';

type Introspection = ReplyOf<typeof introspectToken>;

/** Kinds of access token: a signer's, and a client's own. */
const kinds = ['AccessToken', 'ClientCredentials'] as const;

/** Tells what an access token may do, from its digest. */
export class IntrospectToken {
  constructor(
    private readonly objects: ProtocolObjects,
    private readonly authorisations: AuthorisationStore,
    private readonly clients: ClientStore,
    private readonly clock: Clock,
  ) {}

  async run({ tokenDigest }: { readonly tokenDigest: string }): Promise<Introspection> {
    const found = await Promise.all(kinds.map((kind) => this.objects.find(kind, tokenDigest)));
    const token = found.find((one) => one !== undefined);
    if (token === undefined) return { state: 'unknown' };
    if (token.revokedAt !== undefined) return { state: 'revoked' };
    if (token.expiresAt <= this.clock.now()) return { state: 'expired' };
    const client = await this.clients.find(String(token.payload['clientId']));
    if (client === undefined) return { state: 'unknown' };
    const bearer = { state: 'active', clientId: client.id, subscriberId: client.subscriberId, expiresAt: token.expiresAt.toISOString() } as const;
    if (token.kind === 'ClientCredentials') return { ...bearer, scope: 'service' };
    return this.ofSigner(token, bearer);
  }

  private async ofSigner(token: KeptObject, bearer: Omit<Extract<Introspection, { state: 'active' }>, 'scope'>): Promise<Introspection> {
    const signerId = String(token.payload['accountId']);
    if (token.payload['scope'] === 'service') return { ...bearer, scope: 'service', signerId };
    const authorisation = token.grantId === undefined ? undefined : await this.authorisations.ofGrant(token.grantId);
    if (authorisation?.credentialId === undefined) return { state: 'unknown' };
    if (authorisation.state === 'ended') return { state: 'revoked' };
    return { ...bearer, scope: 'credential', signerId, credentialId: authorisation.credentialId };
  }
}
