import { Controller } from '@nestjs/common';
import { describeSubscriber, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { DescribeSubscriber } from '../domain/signers/describe-subscriber.js';

/** Answers where a subscriber is told what becomes of its credentials. */
@Controller()
export class ContactController {
  constructor(private readonly description: DescribeSubscriber) {}

  @Answers(describeSubscriber)
  describeSubscriber(request: RequestOf<typeof describeSubscriber>): Promise<ReplyOf<typeof describeSubscriber>> {
    return this.description.run(request);
  }
}
