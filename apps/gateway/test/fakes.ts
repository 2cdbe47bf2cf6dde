import { ServiceError, type CredentialDescription, type ErrorCode } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import type { Bearer } from '../src/domain/bearer.js';
import { BrowserOrigins } from '../src/domain/browser-origins.js';
import { CredentialDirectory, type Onlooker, type Owner } from '../src/domain/credential-directory.js';
import { Refusals, type Refusal } from '../src/domain/refusals.js';
import { Signers } from '../src/domain/signers.js';
import {
  SigningModule,
  type ExplicitOutcome,
  type ExplicitRequest,
  type Extension,
  type IssuedSad,
  type LaterOutcome,
  type LaterTerms,
  type Party,
  type SigningOrder,
} from '../src/domain/signing-module.js';
import { Tokens, type TokenState } from '../src/domain/tokens.js';

/** Tokens by their text; all others are unknown. */
export class FakeTokens extends Tokens {
  readonly known = new Map<string, TokenState>();
  readonly forgotten: string[] = [];
  failure: Error | undefined;

  override async introspect(token: Secret): Promise<TokenState> {
    if (this.failure) throw this.failure;
    return this.known.get(token.reveal()) ?? { state: 'unknown' };
  }

  override forget(clientId: string): void {
    this.forgotten.push(clientId);
  }
}

/** Credentials in the order they were put. */
export class FakeDirectory extends CredentialDirectory {
  readonly credentials: CredentialDescription[] = [];
  readonly forgotten: string[] = [];
  /** Credentials of one session, with the client whose it is. */
  readonly sessions = new Map<string, string>();
  failure: Error | undefined;

  override async list({ signerId, subscriberId }: Owner, onlyValid: boolean): Promise<readonly CredentialDescription[]> {
    if (this.failure) throw this.failure;
    return this.credentials.filter((one) => one.signerId === signerId && one.subscriberId === subscriberId && (!onlyValid || one.state === 'active'));
  }

  override async describe(credentialId: string, seenBy: Onlooker): Promise<CredentialDescription> {
    const found = this.credentials.find((one) => one.credentialId === credentialId && one.subscriberId === seenBy.subscriberId);
    const isOfAnothersSession = (this.sessions.get(credentialId) ?? seenBy.clientId) !== seenBy.clientId;
    const hidden = found === undefined || isOfAnothersSession || (seenBy.signerId !== undefined && seenBy.signerId !== found.signerId);
    if (hidden) throw new ServiceError('credential.unknown', 'none');
    return found;
  }

  override forget(credentialId: string): void {
    this.forgotten.push(credentialId);
  }
}

/** The origins some client lists. */
export class FakeBrowserOrigins extends BrowserOrigins {
  readonly origins = new Set<string>();

  override async listed(): Promise<ReadonlySet<string>> {
    return this.origins;
  }
}

/** Signers and their subscribers. */
export class FakeSigners extends Signers {
  readonly subscribers = new Map<string, string>();

  override async subscriberOf(signerId: string): Promise<string> {
    const subscriber = this.subscribers.get(signerId);
    if (subscriber === undefined) throw new ServiceError('signer.unknown', 'none');
    return subscriber;
  }
}

/** Signs by putting 0x51 before the hash, authorises whatever it is asked to, unless told to refuse. */
export class FakeSigningModule extends SigningModule {
  readonly orders: SigningOrder[] = [];
  readonly terms: LaterTerms[] = [];
  readonly requests: ExplicitRequest[] = [];
  readonly extensions: Extension[] = [];
  readonly codes: (Party & { readonly credentialId: string })[] = [];
  readonly redeemed: (Party & { readonly activationId: string })[] = [];
  readonly polled: (Party & { readonly responseId: string })[] = [];
  /** The SAD of the next authorisation. */
  issued: IssuedSad = { state: 'authorised', token: new Secret('sad_made.by.sam'), expiresAt: new Date(0) };
  /** What comes instead of the SAD, first to last. */
  readonly outcomes: ExplicitOutcome[] = [];
  polling: LaterOutcome = { state: 'waiting' };
  failure: Error | undefined;

  override async sign(order: SigningOrder): Promise<readonly Uint8Array[]> {
    this.orders.push(order);
    if (this.failure) throw this.failure;
    return order.hashes.map((hash) => Uint8Array.of(0x51, ...hash));
  }

  override async signLater(order: SigningOrder, terms: LaterTerms): Promise<string> {
    this.orders.push(order);
    this.terms.push(terms);
    if (this.failure) throw this.failure;
    return order.attemptId;
  }

  override async poll(about: Party & { readonly responseId: string }): Promise<LaterOutcome> {
    this.polled.push(about);
    if (this.failure) throw this.failure;
    return this.polling;
  }

  override async authorise(request: ExplicitRequest): Promise<ExplicitOutcome> {
    this.requests.push(request);
    if (this.failure) throw this.failure;
    return this.outcomes.shift() ?? this.issued;
  }

  override async redeem(about: Party & { readonly activationId: string }): Promise<ExplicitOutcome> {
    this.redeemed.push(about);
    if (this.failure) throw this.failure;
    return this.outcomes.shift() ?? this.issued;
  }

  override async extend(extension: Extension): Promise<IssuedSad> {
    this.extensions.push(extension);
    if (this.failure) throw this.failure;
    return this.issued;
  }

  override async sendCode(about: Party & { readonly credentialId: string }): Promise<void> {
    this.codes.push(about);
    if (this.failure) throw this.failure;
  }

  /** How often it was asked anything. */
  get asked(): number {
    const all = [this.orders, this.requests, this.codes, this.extensions, this.redeemed, this.polled];
    return all.reduce((count, { length }) => count + length, 0);
  }

  /** Back to nothing asked. */
  forgetAll(): void {
    for (const list of [this.orders, this.terms, this.requests, this.extensions, this.codes, this.redeemed, this.polled, this.outcomes]) list.length = 0;
    this.failure = undefined;
    this.polling = { state: 'waiting' };
  }
}

/** Keeps what would be reported. */
export class RecordingRefusals extends Refusals {
  readonly ofClients: (Refusal & { clientId: string; signerId?: string | undefined })[] = [];
  readonly ofStrangers: string[] = [];

  override async ofClient({ clientId, signerId }: Bearer, refusal: Refusal): Promise<void> {
    this.ofClients.push({ ...refusal, clientId, signerId });
  }

  override ofStranger(error: string): void {
    this.ofStrangers.push(error);
  }
}

/** The refusal a promise ends with. */
export async function refusalOf(promise: Promise<unknown>): Promise<ErrorCode> {
  const error: unknown = await promise.then(
    () => new Error('nothing was refused'),
    (refusal: unknown) => refusal,
  );
  if (error instanceof ServiceError) return error.code;
  throw error;
}
