import { ServiceError } from '@paraph/contracts';
import { sha256, toBase64Url } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import type { OwnRecord } from '../own-record.js';
import type { KnownReaders } from '../readers/known-readers.js';
import type { Auditor, Reader } from '../readers/reader.js';
import type { OperatorSessions } from './operator-sessions.js';

/** What a device is told when it begins a sign-in. */
export interface BegunSignIn {
  /** Known to the device alone. */
  readonly deviceSecret: string;
  readonly code: string;
  readonly signInUrl: string;
  readonly expiresAt: string;
}

type Redeemed = Awaited<ReturnType<OperatorSessions['redeem']>>;

/** A session as its device gets it. */
export type OpenedSession = Extract<Redeemed, { state: 'waiting' }> | (Extract<Redeemed, { state: 'open' }> & { readonly token: string });

/** On which page operators use their passkeys: management's. */
export class SignInPage {
  constructor(private readonly origin: string | undefined) {}

  /** @throws ServiceError service.unavailable where no page is set */
  addressOf(code: string): string {
    if (this.origin === undefined) throw new ServiceError('service.unavailable', 'no page for signing in is set: AUDIT_SIGN_IN_ORIGIN');
    return `${this.origin}/sign-in/${code}`;
  }
}

/** Sign-ins of operators by a link (RFC 8628). The secrets are made here and kept nowhere. */
export class SignIn {
  constructor(
    private readonly sessions: OperatorSessions,
    private readonly page: SignInPage,
    private readonly readers: KnownReaders,
    private readonly record: OwnRecord,
  ) {}

  /** @throws ServiceError login.throttled */
  async begin(): Promise<BegunSignIn> {
    const deviceSecret = newSecret();
    const { code, expiresAt } = await this.sessions.begin(digestOf(deviceSecret));
    return { deviceSecret, code, signInUrl: this.page.addressOf(code), expiresAt };
  }

  /** @throws ServiceError operator.refused */
  async redeem(deviceSecret: string): Promise<OpenedSession> {
    const token = newSecret();
    const redeemed = await this.sessions.redeem(digestOf(deviceSecret), digestOf(token));
    if (redeemed.state === 'waiting') return redeemed;
    await this.tell('auditor-signed-in', redeemed.operatorId);
    return { ...redeemed, token };
  }

  /** Ends an operator's session; whoever asks with another token has none here. */
  async end(reader: Reader): Promise<void> {
    if (!hasSession(reader)) return;
    await this.sessions.end(reader.session);
    this.readers.forget(reader.session);
    await this.tell('auditor-signed-out', reader.id);
  }

  private tell(type: 'auditor-signed-in' | 'auditor-signed-out', operatorId: string): Promise<void> {
    return this.record.write({ type, actor: { kind: 'operator', id: operatorId }, outcome: 'success' });
  }
}

function hasSession(reader: Reader): reader is Auditor & { readonly session: string } {
  return reader.kind === 'auditor' && reader.session !== undefined;
}

function newSecret(): string {
  return toBase64Url(randomBytes(32));
}

function digestOf(secret: string): string {
  return toBase64Url(sha256(secret));
}
