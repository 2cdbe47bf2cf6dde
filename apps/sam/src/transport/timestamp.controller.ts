import { Controller } from '@nestjs/common';
import { composeTimestamp, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { toBase64 } from '@paraph/kernel';
import { Answers } from '@paraph/platform';
import { LogPath } from '../domain/log-path/log-path.js';
import { ComposeTimestamp } from '../domain/timestamp/compose-timestamp.js';

/** Time-stamps, for whoever answers requests for them. */
@Controller()
export class TimestampController {
  constructor(
    private readonly timestamps: ComposeTimestamp,
    private readonly logPath: LogPath,
  ) {}

  @Answers(composeTimestamp)
  async composeTimestamp({ hash, nonce, ...request }: RequestOf<typeof composeTimestamp>): Promise<ReplyOf<typeof composeTimestamp>> {
    this.logPath.demand();
    const imprint = new Uint8Array(Buffer.from(hash, 'base64'));
    const { response, time, serialNumber } = await this.timestamps.run({ ...request, hash: imprint, ...(nonce === undefined ? {} : { nonce }) });
    return { response: toBase64(response), time: time.toISOString(), serialNumber };
  }
}
