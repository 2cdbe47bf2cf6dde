import { sha256, toBase64Url } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import type { OperatorLinks } from './operator-links.js';
import type { Operators } from './operators.js';

/** What a device is told when it begins a sign-in. */
export interface BegunSignIn {
  /** Known to the device alone; identity is told its digest. */
  readonly deviceSecret: string;
  readonly code: string;
  readonly signInUrl: string;
  readonly expiresAt: string;
}

/** A session as its device gets it. */
export type OpenedSession =
  { readonly state: 'waiting' } | (Extract<Awaited<ReturnType<Operators['redeemSignIn']>>, { state: 'open' }> & { readonly token: string });

/** Sign-ins by a link (RFC 8628). The secrets are made here and kept nowhere: identity knows their digests. */
export class SignIn {
  constructor(
    private readonly operators: Operators,
    private readonly links: OperatorLinks,
  ) {}

  /** @throws ServiceError login.throttled */
  async begin(): Promise<BegunSignIn> {
    const deviceSecret = newSecret();
    const { code, expiresAt } = await this.operators.beginSignIn({ deviceDigest: digestOf(deviceSecret) });
    return { deviceSecret, code, signInUrl: this.links.signIn(code), expiresAt };
  }

  /** @throws ServiceError operator.refused */
  async redeem(deviceSecret: string): Promise<OpenedSession> {
    const token = newSecret();
    const redeemed = await this.operators.redeemSignIn({ deviceDigest: digestOf(deviceSecret), tokenDigest: digestOf(token) });
    return redeemed.state === 'waiting' ? redeemed : { ...redeemed, token };
  }
}

function newSecret(): string {
  return toBase64Url(randomBytes(32));
}

/** What identity is told of a secret. */
export function digestOf(secret: string): string {
  return toBase64Url(sha256(secret));
}
