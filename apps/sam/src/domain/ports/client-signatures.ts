import type { ClientRecord } from '../records/record-kinds.js';

/** What a client's JWS must be. */
export interface ExpectedClientSignature {
  /** The keys pinned for that client; nothing else chooses a key. */
  readonly keys: ClientRecord['keys'];
  /** `typ` of the header. */
  readonly typ: string;
  readonly issuer: string;
  readonly audience: string;
  readonly now: Date;
  /** Longest time from `iat` to `exp`, in seconds. */
  readonly lifetimeSeconds: number;
}

/** Verifies what clients sign: orders and request objects, compact JWS. */
export abstract class ClientSignatures {
  /** The payload. @throws `order.invalid`; the detail never says which check failed, the cause does */
  abstract verify(jws: string, expected: ExpectedClientSignature): Promise<Readonly<Record<string, unknown>>>;
}
