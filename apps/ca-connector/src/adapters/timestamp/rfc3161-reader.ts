import { ServiceError } from '@paraph/contracts';
import { readTimestampResponse, type TimestampDemands } from '@paraph/timestamps';
import { TimestampReader, type Timestamp, type TimestampQuestion } from '../../domain/timestamp.js';

/** Reads TimeStampResp, and believes nothing of it that was not checked (RFC 3161 sections 2.2 and 2.4.2). */
export class Rfc3161Reader extends TimestampReader {
  constructor(private readonly demands: TimestampDemands = {}) {
    super();
  }

  override read(response: Uint8Array, question: TimestampQuestion): Timestamp {
    try {
      return readTimestampResponse(response, question, this.demands);
    } catch (cause) {
      throw new ServiceError('timestamp.refused', 'the time-stamping authority gave no time-stamp that is right', { cause });
    }
  }
}
