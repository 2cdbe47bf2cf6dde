import {
  authorise,
  extendActivation,
  pollSignatures,
  redeemActivation,
  SAD_PREFIX,
  sendPresenceCode,
  ServiceError,
  signHash,
  signHashAsync,
  type ErrorCode,
  type ReplyOf,
} from '@paraph/contracts';
import { fromBase64, Secret, toBase64 } from '@paraph/kernel';
import { Unanswered, type AskOf, type Bus } from '@paraph/platform';
import { setTimeout as pause } from 'node:timers/promises';
import type { PresentedProof } from '../domain/presented-proof.js';
import {
  RefusedBySam,
  SigningModule,
  type ExplicitOutcome,
  type ExplicitRequest,
  type Extension,
  type IssuedSad,
  type LaterOutcome,
  type LaterTerms,
  type Party,
  type SigningOrder,
} from '../domain/signing-module.js';
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
    const request = orderToSam(order);
    const ask = () => this.refusing(() => this.bus.call(signHash, request), secretsOf(order));
    const { signatures } = await ask().catch((error: unknown) => again(ask, error));
    if (signatures.length !== order.hashes.length) throw new Error('the SAM answered another number of signatures than hashes');
    return signatures.map(bytes);
  }

  /** Repeated like `sign`: an attempt that the SAM has is answered with its identifier and not taken twice. */
  override async signLater(order: SigningOrder, { validityMs, responseUri }: LaterTerms): Promise<string> {
    const request = { ...orderToSam(order), validityMs, ...(responseUri === undefined ? {} : { responseUri }) };
    const ask = () => this.refusing(() => this.bus.call(signHashAsync, request), secretsOf(order));
    return (await ask().catch((error: unknown) => again(ask, error))).responseId;
  }

  override async poll(about: Party & { readonly responseId: string }): Promise<LaterOutcome> {
    const told = await this.refusing(() => this.bus.call(pollSignatures, about), []);
    return told.state === 'signed' ? { state: 'signed', signatures: told.signatures.map(bytes) } : { state: 'waiting' };
  }

  /** Asked once: each time it may cost the signer a try or a message, and a SAD that nobody got is worth nothing. */
  override async authorise({ hashes, authData, ...rest }: ExplicitRequest): Promise<ExplicitOutcome> {
    const documents = hashes.map((hash) => ({ hash: toBase64(hash), label: '' }));
    const brought = authData.map(({ id, value }) => ({ id, value: value.reveal() }));
    const secrets = authData.map(({ value }) => value);
    return outcome(await this.refusing(() => this.bus.call(authorise, { ...rest, documents, authData: brought }), secrets));
  }

  override async redeem(about: Party & { readonly activationId: string }): Promise<ExplicitOutcome> {
    return outcome(await this.refusing(() => this.bus.call(redeemActivation, about), []));
  }

  /** Asked once: a repetition would extend with a SAD that the first had replaced. */
  override async extend({ sad, hashes, proof, ...rest }: Extension): Promise<IssuedSad> {
    const request = { ...rest, sad: sad.reveal(), hashes: hashes.map(toBase64), ...proofToSam(proof) };
    return issued(await this.refusing(() => this.bus.call(extendActivation, request), secretsOf({ sad, proof })));
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

function orderToSam({ sad, hashes, signAlgorithmParameters: parameters, proof, ...rest }: SigningOrder): AskOf<typeof signHash> {
  return {
    ...rest,
    sad: sad.reveal(),
    hashes: hashes.map(toBase64),
    ...(parameters === undefined ? {} : { signAlgorithmParameters: toBase64(parameters) }),
    ...proofToSam(proof),
  };
}

function proofToSam(proof: PresentedProof | undefined): Pick<AskOf<typeof signHash>, 'proof'> {
  return proof === undefined ? {} : { proof: { ...proof, proof: proof.proof.reveal() } };
}

function secretsOf({ sad, proof }: { readonly sad: Secret; readonly proof?: PresentedProof | undefined }): readonly Secret[] {
  return [sad, ...(proof === undefined ? [] : [proof.proof])];
}

function outcome(told: ReplyOf<typeof authorise>): ExplicitOutcome {
  return told.state === 'waiting' ? { state: 'waiting', activationId: told.activationId } : issued(told);
}

function issued({ sad, expiresAt }: { readonly sad: string; readonly expiresAt: string }): IssuedSad {
  return { state: 'authorised', token: new Secret(`${SAD_PREFIX}${sad}`), expiresAt: new Date(expiresAt) };
}

/**
 * Asks a second time what failed in passing. Where neither was answered and one of them may have been heard, nobody knows whether it was
 * done: to say that the service is away would invite a repetition, and that one hears that all is spent.
 */
async function again<T>(ask: () => Promise<T>, first: unknown): Promise<T> {
  if (!isPassing(first)) throw first;
  await pause(PAUSE_MS);
  return ask().catch((second: unknown) => {
    if (!isPassing(second) || ![first, second].some((error) => error instanceof Unanswered)) throw second;
    throw new ServiceError('hsm.ambiguous', 'no answer came from the SAM: whether it signed is not known', { cause: second });
  });
}

function isPassing(error: unknown): error is ServiceError {
  return error instanceof ServiceError && passing.has(error.code);
}

function bytes(signature: string): Uint8Array {
  const decoded = fromBase64(signature);
  if (decoded === undefined) throw new Error('the contract lets only Base64 through');
  return decoded;
}
