import { issueTimestamp } from '@paraph/contracts';
import { fromBase64, toBase64 } from '@paraph/kernel';
import type { Bus } from '@paraph/platform';
import { Timestamps, type Imprint } from '../domain/timestamps.js';

/** The authority behind the CA connector. */
export class BusTimestamps extends Timestamps {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async issue({ hash, hashAlgorithmOid, nonce }: Imprint): Promise<Uint8Array> {
    const asked = { hash: toBase64(hash), hashAlgorithmOid, ...(nonce === undefined ? {} : { nonce: nonce.toString() }) };
    const { token } = await this.bus.call(issueTimestamp, asked);
    const der = fromBase64(token);
    if (der === undefined) throw new Error('the contract lets only Base64 through');
    return der;
  }
}
