import { ServiceError, type revokeToken, type RequestOf } from '@paraph/contracts';
import { type Clock } from '@paraph/kernel';
import type { EndAuthorisation } from '../authorisations/end-authorisation.js';
import type { IdentityEvent } from '../ports/events.js';
import { type KeptObject, type ProtocolObjects } from '../ports/protocol-objects.js';
import { accessKinds, kindsOfGrant, refreshKinds } from './token-kinds.js';

const accessTokens: readonly string[] = accessKinds;

/** CSC auth/revoke: ends a token of the caller's own, at once (CSC API v1 11.3). */
export class RevokeToken {
  constructor(
    private readonly objects: ProtocolObjects,
    private readonly authorisations: EndAuthorisation,
    private readonly clock: Clock,
  ) {}

  /** The hint only says where to look first, and everything is looked at at once. @throws ServiceError token.unknown, the same for somebody else's */
  async run({ tokenDigest, clientId, signerId }: RequestOf<typeof revokeToken>): Promise<Record<string, never>> {
    const token = await this.find(tokenDigest);
    if (token === undefined || !isOf(token, clientId, signerId)) throw new ServiceError('token.unknown', 'no token of this client and signer has this digest');
    if (accessTokens.includes(token.kind)) await this.endAccess(token);
    else await this.endGrant(token);
    return {};
  }

  private async find(digest: string): Promise<KeptObject | undefined> {
    const found = await Promise.all([...accessKinds, ...refreshKinds].map((kind) => this.objects.find(kind, digest)));
    return found.find((one) => one !== undefined && one.revokedAt === undefined && one.expiresAt > this.clock.now());
  }

  /** The token alone; what it authorised ends with it, in the SAM first. */
  private async endAccess(token: KeptObject): Promise<void> {
    if (token.kind === 'AccessToken' && token.grantId !== undefined) await this.authorisations.run(token.grantId);
    await this.objects.revoke(token.kind, token.digest, revoked(token));
  }

  /** The refresh token first: from then on nothing new comes of it, and then all that came of it before. */
  private async endGrant(token: KeptObject): Promise<void> {
    await this.objects.revoke(token.kind, token.digest, revoked(token));
    const { grantId } = token;
    if (grantId === undefined) return;
    for (const kind of kindsOfGrant) await this.objects.revokeByGrant(kind, grantId, revoked({ ...token, kind }, 'grant revoked'));
  }
}

function isOf({ payload }: KeptObject, clientId: string, signerId: string | undefined): boolean {
  return payload['clientId'] === clientId && (signerId === undefined || payload['accountId'] === signerId);
}

function revoked({ kind, payload, grantId }: Pick<KeptObject, 'kind' | 'payload' | 'grantId'>, cause?: string): IdentityEvent {
  const clientId = String(payload['clientId']);
  const signerId = payload['accountId'];
  return {
    type: 'token-revoked',
    actor: { kind: 'client', id: clientId },
    outcome: 'success',
    requester: clientId,
    ...(typeof signerId === 'string' && { recipient: signerId }),
    ...(cause !== undefined && { cause }),
    particulars: { kind, ...(grantId === undefined ? {} : { grantId }) },
  };
}
