import { authorise, SAD_PREFIX, sendPresenceCode, ServiceError, signHash, type ErrorCode } from '@paraph/contracts';
import { fromBase64, Secret, toBase64 } from '@paraph/kernel';
import type { AskOf, Bus } from '@paraph/platform';
import { setTimeout as pause } from 'node:timers/promises';
import { RefusedBySam, SigningModule, type ExplicitRequest, type IssuedSad, type Party, type SigningOrder } from '../domain/signing-module.js';
import { withheld } from './withheld.js';

/** Failures that say nothing about the order, so that asking again with the same attempt may succeed. */
const passing: ReadonlySet<ErrorCode> = new Set(['service.unavailable', 'deadline.exceeded']);

/** Before the one repetition: enough for the bus to see that a replica is gone. Milliseconds. */
const PAUSE_MS = 200;

/** The SAM over the bus. An order to sign is sent at most twice, proof of possession included, with one attempt id: a SAM that had signed answers what it signed. */
export class BusSigningModule extends SigningModule {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async sign(order: SigningOrder): Promise<readonly Uint8Array[]> {
    const { sad, hashes, signAlgorithmParameters: parameters, proof, ...rest } = order;
    const request: AskOf<typeof signHash> = {
      ...rest,
      sad: sad.reveal(),
      hashes: hashes.map(toBase64),
      ...(parameters === undefined ? {} : { signAlgorithmParameters: toBase64(parameters) }),
      ...(proof === undefined ? {} : { proof: { ...proof, proof: proof.proof.reveal() } }),
    };
    const secrets = [sad, ...(proof === undefined ? [] : [proof.proof])];
    const ask = () => this.refusing(() => this.bus.call(signHash, request), secrets);
    const { signatures } = await ask().catch((error: unknown) => again(ask, error));
    if (signatures.length !== hashes.length) throw new Error('the SAM answered another number of signatures than hashes');
    return signatures.map(bytes);
  }

  /** Asked once: each time it may cost the signer a try, and a SAD that nobody got is worth nothing. */
  override async authorise({ hashes, authData, ...rest }: ExplicitRequest): Promise<IssuedSad> {
    const documents = hashes.map((hash) => ({ hash: toBase64(hash), label: '' }));
    const brought = authData.map(({ id, value }) => ({ id, value: value.reveal() }));
    const secrets = authData.map(({ value }) => value);
    const { sad, expiresAt } = await this.refusing(() => this.bus.call(authorise, { ...rest, documents, authData: brought }), secrets);
    return { token: new Secret(`${SAD_PREFIX}${sad}`), expiresAt: new Date(expiresAt) };
  }

  /** Asked once: each time may send a message. */
  override async sendCode(about: Party & { readonly credentialId: string }): Promise<void> {
    await this.refusing(() => this.bus.call(sendPresenceCode, about), []);
  }

  /** What the SAM refuses stands in its own events: the gateway does not report it a second time. */
  private async refusing<T>(call: () => Promise<T>, secrets: readonly Secret[]): Promise<T> {
    try {
      return await call();
    } catch (thrown) {
      const error = withheld(thrown, secrets);
      if (!(error instanceof ServiceError) || passing.has(error.code)) throw error;
      const { code, detail, retryAfter } = error;
      throw new RefusedBySam(code, detail, { cause: error, ...(retryAfter === undefined ? {} : { retryAfter }) });
    }
  }
}

async function again<T>(ask: () => Promise<T>, error: unknown): Promise<T> {
  if (!(error instanceof ServiceError) || !passing.has(error.code)) throw error;
  await pause(PAUSE_MS);
  return ask();
}

function bytes(signature: string): Uint8Array {
  const decoded = fromBase64(signature);
  if (decoded === undefined) throw new Error('the contract lets only Base64 through');
  return decoded;
}
