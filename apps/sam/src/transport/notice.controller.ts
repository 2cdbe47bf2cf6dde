import { Controller } from '@nestjs/common';
import { sendNotice, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { SendNotice } from '../domain/notices/send-notice.js';

/** What a neighbour may have a signer told of. */
@Controller()
export class NoticeController {
  constructor(private readonly sending: SendNotice) {}

  @Answers(sendNotice)
  send(request: RequestOf<typeof sendNotice>): Promise<ReplyOf<typeof sendNotice>> {
    return this.sending.run(request);
  }
}
