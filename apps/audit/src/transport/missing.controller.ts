import { Controller } from '@nestjs/common';
import { eventSources, findMissingEvents, ServiceError, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers, type Caller } from '@paraph/platform';
import { EventLog } from '../domain/event-log.js';

/** Tells each source what the log lacks of its own events. */
@Controller()
export class MissingController {
  constructor(private readonly log: EventLog) {}

  @Answers(findMissingEvents)
  async find({ after, upTo }: RequestOf<typeof findMissingEvents>, caller: Caller): Promise<ReplyOf<typeof findMissingEvents>> {
    const source = eventSources.find((one) => one === caller.service);
    if (!source) throw new ServiceError('caller.forbidden', `${caller.service} records no events`);
    return { missing: await this.log.missing(source, after, upTo) };
  }
}
