import { ServiceError, type logIn, type ReplyOf } from '@paraph/contracts';
import { type Clock } from '@paraph/kernel';
import { type ClientStore } from '../ports/client-store.js';
import { type ProtocolObjects } from '../ports/protocol-objects.js';
import { LOGIN_ACCESS, LOGIN_REFRESH } from '../tokens/token-kinds.js';
import type { LoginTokens } from './login-tokens.js';

/** CSC auth/login by an earlier login's refresh token. The authorisation server's are worth nothing here. */
export class RenewLogin {
  constructor(
    private readonly objects: ProtocolObjects,
    private readonly clients: ClientStore,
    private readonly tokens: LoginTokens,
    private readonly clock: Clock,
  ) {}

  /** @throws ServiceError token.unknown, the same for one that is revoked or over */
  async run({ tokenDigest, rememberMe }: { readonly tokenDigest: string; readonly rememberMe: boolean }): Promise<ReplyOf<typeof logIn>> {
    const token = await this.objects.find(LOGIN_REFRESH, tokenDigest);
    const isGood = token !== undefined && token.revokedAt === undefined && token.expiresAt > this.clock.now();
    const client = isGood ? await this.clients.find(String(token.payload['clientId'])) : undefined;
    if (!isGood || client === undefined || token.grantId === undefined) throw new ServiceError('token.unknown', 'no refresh token of a login has this digest');
    const signerId = String(token.payload['accountId']);
    const opened = await this.tokens.open(
      { client, signerId, grantId: token.grantId, rememberMe, refreshUntil: token.expiresAt },
      {
        type: 'login-succeeded',
        actor: { kind: 'signer', id: signerId },
        outcome: 'success',
        requester: client.id,
        recipient: signerId,
        particulars: { by: 'refresh-token' },
      },
    );
    await this.requireStanding(tokenDigest, token.grantId);
    return opened;
  }

  /** A revocation marks the refresh token first and then what came of it: whatever came too late for that ends here. */
  private async requireStanding(tokenDigest: string, grantId: string): Promise<void> {
    if ((await this.objects.find(LOGIN_REFRESH, tokenDigest))?.revokedAt === undefined) return;
    for (const kind of [LOGIN_ACCESS, LOGIN_REFRESH]) await this.objects.revokeByGrant(kind, grantId);
    throw new ServiceError('token.unknown', 'the refresh token was revoked at this moment');
  }
}
