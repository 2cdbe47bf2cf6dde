import { authorise, SAD_PREFIX, sendPresenceCode, ServiceError, signHash, type ErrorCode } from '@paraph/contracts';
import { fromBase64, Secret, toBase64 } from '@paraph/kernel';
import type { AskOf, Bus } from '@paraph/platform';
import { setTimeout as pause } from 'node:timers/promises';
import { RefusedBySam, SigningModule, type ExplicitRequest, type IssuedSad, type SigningOrder } from '../domain/signing-module.js';

/** Failures that say nothing about the order, so that asking again with the same attempt may succeed. */
const passing: ReadonlySet<ErrorCode> = new Set(['service.unavailable', 'deadline.exceeded']);

/** Before the one repetition: enough for the bus to see that a replica is gone. Milliseconds. */
const PAUSE_MS = 200;

/** The SAM over the bus. An order is sent at most twice, with one attempt id: a SAM that had signed answers what it signed. */
export class BusSigningModule extends SigningModule {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async sign(order: SigningOrder): Promise<readonly Uint8Array[]> {
    const { sad, hashes, signAlgorithmParameters: parameters, ...rest } = order;
    const named = parameters === undefined ? {} : { signAlgorithmParameters: toBase64(parameters) };
    const request = { ...rest, ...named, sad: sad.reveal(), hashes: hashes.map(toBase64) };
    const { signatures } = await this.ask(request).catch((error: unknown) => this.askAgain(request, error));
    if (signatures.length !== hashes.length) throw new Error('the SAM answered another number of signatures than hashes');
    return signatures.map(bytes);
  }

  override async authorise({ hashes, authData, ...rest }: ExplicitRequest): Promise<IssuedSad> {
    const documents = hashes.map((hash) => ({ hash: toBase64(hash), label: '' }));
    const brought = authData.map(({ id, value }) => ({ id, value: value.reveal() }));
    const { sad, expiresAt } = await this.refusing(() => this.bus.call(authorise, { ...rest, documents, authData: brought }));
    return { token: new Secret(`${SAD_PREFIX}${sad}`), expiresAt: new Date(expiresAt) };
  }

  override async sendCode(about: { readonly clientId: string; readonly signerId?: string; readonly credentialId: string }): Promise<void> {
    await this.refusing(() => this.bus.call(sendPresenceCode, about));
  }

  private async askAgain(request: AskOf<typeof signHash>, error: unknown): ReturnType<BusSigningModule['ask']> {
    if (!(error instanceof ServiceError) || !passing.has(error.code)) throw error;
    await pause(PAUSE_MS);
    return this.ask(request);
  }

  private ask(request: AskOf<typeof signHash>) {
    return this.refusing(() => this.bus.call(signHash, request));
  }

  /** What the SAM refuses stands in its own events: the gateway does not report it a second time. */
  private async refusing<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof ServiceError) || passing.has(error.code)) throw error;
      const { code, detail, retryAfter } = error;
      throw new RefusedBySam(code, detail, { cause: error, ...(retryAfter === undefined ? {} : { retryAfter }) });
    }
  }
}

function bytes(signature: string): Uint8Array {
  const decoded = fromBase64(signature);
  if (decoded === undefined) throw new Error('the contract lets only Base64 through');
  return decoded;
}
