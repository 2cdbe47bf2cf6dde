import type { Digest } from '../ports/token.js';
import type { Delegate } from '../x509/authorities.js';

/** What a time-stamp says. */
export interface TimestampContent {
  readonly policyOid: string;
  readonly imprint: Digest;
  /** Hexadecimal, positive. */
  readonly serialNumber: string;
  readonly time: Date;
  readonly accuracySeconds: number;
  /** As the requester chose it, hexadecimal. */
  readonly nonce?: string;
  /** Certificates that travel with it, DER. */
  readonly certificates: readonly Uint8Array[];
}

/** Turns contents into a signed time-stamp. It decides nothing and takes no encoded bytes to sign (architecture 6.1). */
export abstract class TimestampComposer {
  /** TimeStampResp, DER, with status `granted` (RFC 3161 section 2.4.2). @throws `hsm.unavailable`, `hsm.refused`, `hsm.ambiguous` */
  abstract response(content: TimestampContent, unit: Delegate): Promise<Uint8Array>;
}
