import { composeTimestamp } from '@paraph/contracts';
import { fromBase64, toBase64 } from '@paraph/kernel';
import { type Bus } from '@paraph/platform';
import { TimestampAuthority, type TimestampQuestion } from '../../domain/timestamp.js';

/** The time-stamping unit whose key is the SAM's: time and serial number are its own. */
export class EmbeddedTimestamps extends TimestampAuthority {
  override readonly driver = 'embedded';

  constructor(private readonly bus: Bus) {
    super();
  }

  override async ask({ hashAlgorithmOid, hash, nonce }: TimestampQuestion): Promise<Uint8Array> {
    const named = nonce === undefined ? {} : { nonce };
    const { response } = await this.bus.call(composeTimestamp, { hashAlgorithmOid, hash: toBase64(hash), ...named, certificate: true });
    return fromBase64(response) ?? new Uint8Array();
  }
}
