import { Controller } from '@nestjs/common';
import { describeServiceEnd, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { DescribeServiceEnd } from '../domain/service-end/describe-service-end.js';

/** The call about the end of the service. Only a quorum decides it, and only a timer does it. */
@Controller()
export class ServiceEndController {
  constructor(private readonly describe: DescribeServiceEnd) {}

  @Answers(describeServiceEnd)
  async describeServiceEnd({ counted }: RequestOf<typeof describeServiceEnd>): Promise<ReplyOf<typeof describeServiceEnd>> {
    const { counts, authority, ...rest } = await this.describe.run(counted);
    return { ...rest, ...(counts && { counts: { ...counts, credentials: { ...counts.credentials } } }), ...(authority && { authority: { ...authority } }) };
  }
}
