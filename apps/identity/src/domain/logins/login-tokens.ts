import type { logIn, ReplyOf } from '@paraph/contracts';
import { toBase64Url, type Clock } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import type { Client } from '../clients/client.js';
import { digestOf } from '../digest-of.js';
import type { IdentityEvent } from '../ports/events.js';
import { type ProtocolObjects } from '../ports/protocol-objects.js';
import { LOGIN_ACCESS, LOGIN_REFRESH } from '../tokens/token-kinds.js';

/** A refresh token ends this long after the login with the password, however often it was used. */
const REFRESH_MS = 30 * 24 * 60 * 60_000;

/** What a login opens. */
export interface OpenedLogin {
  readonly client: Client;
  readonly signerId: string;
  /** All tokens that go back to one password; a revoked refresh token takes them along. */
  readonly grantId: string;
  readonly rememberMe: boolean;
  /** When the refresh token ends that it was opened by; its own end comes no later. */
  readonly refreshUntil?: Date;
}

/** Tokens of auth/login: random, kept as digests, known to nobody but whoever logged in. */
export class LoginTokens {
  constructor(
    private readonly objects: ProtocolObjects,
    private readonly clock: Clock,
  ) {}

  async open(login: OpenedLogin, event: IdentityEvent): Promise<ReplyOf<typeof logIn>> {
    const now = this.clock.now().getTime();
    const expiresIn = login.client.settings.serviceTokenSeconds;
    const until = login.refreshUntil ?? new Date(now + REFRESH_MS);
    const refreshToken = login.rememberMe ? await this.keep(LOGIN_REFRESH, login, { until }) : undefined;
    const accessToken = await this.keep(LOGIN_ACCESS, login, { until: new Date(now + expiresIn * 1_000), event });
    return { accessToken, ...(refreshToken === undefined ? {} : { refreshToken }), expiresIn };
  }

  private async keep(
    kind: string,
    { client, signerId, grantId }: OpenedLogin,
    about: { readonly until: Date; readonly event?: IdentityEvent },
  ): Promise<string> {
    const token = toBase64Url(randomBytes(32));
    const payload = { clientId: client.id, accountId: signerId, scope: 'service', gty: 'login' };
    await this.objects.put({ kind, digest: digestOf(token), payload, grantId, expiresAt: about.until }, about.event);
    return token;
  }
}
