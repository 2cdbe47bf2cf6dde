import { ServiceError } from '@paraph/contracts';
import { digestAlgorithmByOid, toHex } from '@paraph/kernel';
import type { Digest } from '../ports/token.js';
import type { Transactions } from '../ports/transactions.js';
import type { Authorities } from '../x509/authorities.js';
import type { TimestampComposer, TimestampContent } from './timestamp-composer.js';
import { ACCURACY_SECONDS, type TimestampTurn, type TimestampTurns } from './timestamp-turns.js';

/** What a requester may say: a digest, a nonce, whether certificates shall come with the answer. Neither time nor serial number. */
export interface TimestampRequest {
  readonly hashAlgorithmOid: string;
  readonly hash: Uint8Array;
  /** Decimal. */
  readonly nonce?: string;
  readonly certificate: boolean;
}

/** A time-stamp that was just signed. */
export interface ComposedTimestamp extends TimestampTurn {
  /** TimeStampResp, DER. */
  readonly response: Uint8Array;
}

/** The policy that time-stamps of this SAM are given under. */
export class TimestampPolicy {
  constructor(readonly oid: string) {}
}

/** Composes time-stamps (RFC 3161) with the SAM's own clock and serial numbers. */
export class ComposeTimestamp {
  constructor(
    private readonly turns: TimestampTurns,
    private readonly authorities: Authorities,
    private readonly composer: TimestampComposer,
    private readonly policy: TimestampPolicy,
    private readonly transactions: Transactions,
  ) {}

  /**
   * @throws `hash.algorithm_unsupported`, `hash.length`, `service.unavailable`, `hsm.unavailable`, `hsm.refused`,
   * `hsm.ambiguous`, `record.tampered`
   */
  async run({ hashAlgorithmOid, hash, nonce, certificate }: TimestampRequest): Promise<ComposedTimestamp> {
    // 1. A digest that says something, and somebody to sign.
    const imprint = checkedImprint(hashAlgorithmOid, hash);
    const [unit, issuer] = [await this.authorities.timestampUnit(), await this.authorities.find('issuing')];

    // 2. Intent: the time is taken, and none before it will be given any more.
    const turn = await this.turns.take();

    // 3. Act.
    const content: TimestampContent = {
      ...turn,
      policyOid: this.policy.oid,
      imprint,
      accuracySeconds: ACCURACY_SECONDS,
      ...(nonce === undefined ? {} : { nonce: BigInt(nonce).toString(16) }),
      certificates: certificate ? [unit.certificate, issuer.certificate] : [],
    };
    const response = await this.composer.response(content, unit);

    // 4. Outcome.
    await this.transactions.record({
      type: 'timestamp-composed',
      actor: { kind: 'system', id: 'sam' },
      outcome: 'success',
      particulars: { serialNumber: turn.serialNumber, time: turn.time.toISOString(), algorithm: imprint.algorithm, digest: toHex(imprint.value) },
    });
    return { ...turn, response };
  }
}

function checkedImprint(oid: string, value: Uint8Array): Digest {
  const facts = digestAlgorithmByOid(oid);
  if (!facts) throw new ServiceError('hash.algorithm_unsupported', 'time-stamps are made over SHA-2 digests only');
  if (value.length !== facts.bytes) throw new ServiceError('hash.length', `a digest by ${facts.algorithm} has ${facts.bytes} bytes`);
  return { algorithm: facts.algorithm, value };
}
