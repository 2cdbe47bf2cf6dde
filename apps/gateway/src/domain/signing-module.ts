import { ServiceError } from '@paraph/contracts';
import type { Secret } from '@paraph/kernel';

/** One order to sign, as the SAM takes it. */
export interface SigningOrder {
  /** The same for the order and its repetition over the bus; the SAM signs it once. */
  readonly attemptId: string;
  readonly sad: Secret;
  readonly clientId: string;
  readonly signerId?: string;
  readonly credentialId: string;
  readonly hashes: readonly Uint8Array[];
  readonly signAlgorithmOid: string;
  /** DER, where the signature algorithm takes parameters. */
  readonly signAlgorithmParameters?: Uint8Array;
  /** Only where neither the signature algorithm nor its parameters imply a digest. */
  readonly hashAlgorithmOid?: string;
}

/** The signature activation module: it alone decides whether something is signed. */
export abstract class SigningModule {
  /** @throws RefusedBySam */
  abstract sign(order: SigningOrder): Promise<readonly Uint8Array[]>;
}

/** A refusal that the SAM has in its own events, so that the gateway must not report it a second time. */
export class RefusedBySam extends ServiceError {}
