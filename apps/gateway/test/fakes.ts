import { ServiceError, type CredentialDescription, type ErrorCode } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import type { Bearer } from '../src/domain/bearer.js';
import { CredentialDirectory, type Owner } from '../src/domain/credential-directory.js';
import { Refusals, type Refusal } from '../src/domain/refusals.js';
import { Signers } from '../src/domain/signers.js';
import { SigningModule, type ExplicitRequest, type IssuedSad, type Party, type SigningOrder } from '../src/domain/signing-module.js';
import { Tokens, type TokenState } from '../src/domain/tokens.js';

/** Tokens by their text; all others are unknown. */
export class FakeTokens extends Tokens {
  readonly known = new Map<string, TokenState>();
  failure: Error | undefined;

  override async introspect(token: Secret): Promise<TokenState> {
    if (this.failure) throw this.failure;
    return this.known.get(token.reveal()) ?? { state: 'unknown' };
  }
}

/** Credentials in the order they were put. */
export class FakeDirectory extends CredentialDirectory {
  readonly credentials: CredentialDescription[] = [];
  failure: Error | undefined;

  override async list({ signerId, subscriberId }: Owner, onlyValid: boolean): Promise<readonly CredentialDescription[]> {
    if (this.failure) throw this.failure;
    return this.credentials.filter((one) => one.signerId === signerId && one.subscriberId === subscriberId && (!onlyValid || one.state === 'active'));
  }

  override async describe(credentialId: string, seenBy: { readonly subscriberId: string; readonly signerId?: string }): Promise<CredentialDescription> {
    const found = this.credentials.find((one) => one.credentialId === credentialId && one.subscriberId === seenBy.subscriberId);
    const hidden = found === undefined || (seenBy.signerId !== undefined && seenBy.signerId !== found.signerId);
    if (hidden) throw new ServiceError('credential.unknown', 'none');
    return found;
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
  readonly requests: ExplicitRequest[] = [];
  readonly codes: (Party & { readonly credentialId: string })[] = [];
  /** The SAD of the next authorisation. */
  issued: IssuedSad = { token: new Secret('sad_made.by.sam'), expiresAt: new Date(0) };
  failure: Error | undefined;

  override async sign(order: SigningOrder): Promise<readonly Uint8Array[]> {
    this.orders.push(order);
    if (this.failure) throw this.failure;
    return order.hashes.map((hash) => Uint8Array.of(0x51, ...hash));
  }

  override async authorise(request: ExplicitRequest): Promise<IssuedSad> {
    this.requests.push(request);
    if (this.failure) throw this.failure;
    return this.issued;
  }

  override async sendCode(about: Party & { readonly credentialId: string }): Promise<void> {
    this.codes.push(about);
    if (this.failure) throw this.failure;
  }

  /** How often it was asked anything. */
  get asked(): number {
    return this.orders.length + this.requests.length + this.codes.length;
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
