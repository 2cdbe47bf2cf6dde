import { Controller } from '@nestjs/common';
import { describeContainer, suspendContainerRecord, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { DescribeContainer } from '../domain/containers/describe-container.js';
import { SuspendContainer } from '../domain/containers/suspend-container.js';

/** What the SAM's record says of a container, and its stop. A quorum opens and resumes it. */
@Controller()
export class ContainerController {
  constructor(
    private readonly description: DescribeContainer,
    private readonly suspension: SuspendContainer,
  ) {}

  @Answers(describeContainer)
  async describe({ containerId }: RequestOf<typeof describeContainer>): Promise<ReplyOf<typeof describeContainer>> {
    const { record, today, readAt } = await this.description.run(containerId);
    const { openedBy: _openedBy, ...body } = record.body;
    return { containerId, ...body, today, readAt: readAt.toISOString() };
  }

  @Answers(suspendContainerRecord)
  async suspend(request: RequestOf<typeof suspendContainerRecord>): Promise<ReplyOf<typeof suspendContainerRecord>> {
    return { containerId: request.containerId, state: await this.suspension.run(request) };
  }
}
