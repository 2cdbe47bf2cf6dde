import { ORDER_TYPE, SAM_AUDIENCE, ServiceError } from '@paraph/contracts';
import { sha256, toBase64Url, type Clock } from '@paraph/kernel';
import type { ClientSignatures } from '../../ports/client-signatures.js';
import { Reason } from '../../refusals.js';
import type { TrustRecords } from '../../records/trust-records.js';

/** What an order must say. */
export interface ExpectedOrder {
  readonly clientId: string;
  readonly credentialId: string;
  /** Base64, in order. */
  readonly hashes: readonly string[];
  readonly hashAlgorithmOid: string;
  /** Signatures ordered in all. */
  readonly count: number;
  /** For digests added later: the activation they are added to. */
  readonly activationId?: string | undefined;
}

/** An order that says exactly what was expected. */
export interface VerifiedOrder {
  /** base64url; one per client and `jti`, so an order serves once whatever is done to its writing. */
  readonly digest: string;
  readonly orderedAt: Date;
  readonly keyId: string;
}

/** Longest life of an order, in seconds. */
const LIFETIME = 300;

/**
 * The client's own order {iss, aud, credential, hashes, hashAlgorithm, count, iat, exp, jti} by its pinned key: what
 * carries the promise for a legal person (ACT-11).
 */
export class Orders {
  constructor(
    private readonly signatures: ClientSignatures,
    private readonly records: TrustRecords,
    private readonly clock: Clock,
  ) {}

  /** @throws `order.invalid`, `record.tampered`, `hsm.unavailable` */
  async verify(order: string, expected: ExpectedOrder): Promise<VerifiedOrder> {
    const client = await this.records.find('client', expected.clientId);
    if (!client || client.body.keys.length === 0) throw refused('the client has no pinned key');
    const claims = await this.signatures.verify(order, {
      keys: client.body.keys,
      typ: ORDER_TYPE,
      issuer: client.id,
      audience: SAM_AUDIENCE,
      now: this.clock.now(),
      lifetimeSeconds: LIFETIME,
    });
    const { jti, iat } = claims;
    if (typeof jti !== 'string' || jti.length < 16 || jti.length > 200) throw refused('no jti of 16 to 200 characters');
    if (!isFor(claims, expected)) throw refused('it orders something else');
    return {
      digest: toBase64Url(sha256('paraph/order/v1', JSON.stringify([client.id, jti]))),
      orderedAt: new Date(Number(iat) * 1_000),
      keyId: keyIdOf(order),
    };
  }
}

function isFor(claims: Readonly<Record<string, unknown>>, { credentialId, hashes, hashAlgorithmOid, count, activationId }: ExpectedOrder): boolean {
  return (
    claims['credential'] === credentialId &&
    claims['hashAlgorithm'] === hashAlgorithmOid &&
    claims['count'] === count &&
    claims['activation'] === activationId &&
    JSON.stringify(claims['hashes']) === JSON.stringify(hashes)
  );
}

// The signature verified, so the header is what the client wrote.
function keyIdOf(order: string): string {
  const header = JSON.parse(Buffer.from(order.split('.')[0] ?? '', 'base64url').toString()) as { readonly kid?: string };
  return header.kid ?? '';
}

function refused(why: string): ServiceError {
  return new ServiceError('order.invalid', 'the order is not accepted', { cause: new Reason(why) });
}
