import { Controller } from '@nestjs/common';
import { changeContact, describeSubscriber, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers, type Caller } from '@paraph/platform';
import { ChangeContact } from '../domain/signers/change-contact.js';
import { DescribeSubscriber } from '../domain/signers/describe-subscriber.js';

/** Answers where a subscriber is told what becomes of its credentials, and changes it. */
@Controller()
export class ContactController {
  constructor(
    private readonly description: DescribeSubscriber,
    private readonly change: ChangeContact,
  ) {}

  @Answers(describeSubscriber)
  describeSubscriber(request: RequestOf<typeof describeSubscriber>): Promise<ReplyOf<typeof describeSubscriber>> {
    return this.description.run(request);
  }

  @Answers(changeContact)
  changeContact(request: RequestOf<typeof changeContact>, caller: Caller): Promise<ReplyOf<typeof changeContact>> {
    return this.change.run(request, caller.service);
  }
}
