import { Controller } from '@nestjs/common';
import { sendCode, sendPresenceCode, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import type { DispatchedCode } from '../domain/evidence/one-time-code/dispatch-code.js';
import { SendCode } from '../domain/evidence/one-time-code/send-code.js';
import { SendPresenceCode } from '../domain/evidence/one-time-code/send-presence-code.js';

/** One-time codes on their way to signers. */
@Controller()
export class CodesController {
  constructor(
    private readonly sendOne: SendCode,
    private readonly sendPresence: SendPresenceCode,
  ) {}

  @Answers(sendCode)
  async send({ reference }: RequestOf<typeof sendCode>): Promise<ReplyOf<typeof sendCode>> {
    return replyOf(await this.sendOne.run(reference));
  }

  @Answers(sendPresenceCode)
  async sendWithoutHashes(request: RequestOf<typeof sendPresenceCode>): Promise<ReplyOf<typeof sendPresenceCode>> {
    return replyOf(await this.sendPresence.run(request));
  }
}

function replyOf({ channel, hint, expiresAt }: DispatchedCode): ReplyOf<typeof sendCode> {
  return { channel, hint, expiresAt: expiresAt.toISOString() };
}
