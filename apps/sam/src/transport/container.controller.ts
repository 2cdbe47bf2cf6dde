import { Controller } from '@nestjs/common';
import { describeContainer, followContainers, suspendContainerRecord, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { DescribeContainer } from '../domain/containers/describe-container.js';
import { FollowContainers } from '../domain/containers/follow-containers.js';
import { SuspendContainer } from '../domain/containers/suspend-container.js';
import type { TrustRecord } from '../domain/records/record-kinds.js';

/** What the SAM's record says of a container, and its stop. A quorum opens, resumes and closes it. */
@Controller()
export class ContainerController {
  constructor(
    private readonly description: DescribeContainer,
    private readonly following: FollowContainers,
    private readonly suspension: SuspendContainer,
  ) {}

  @Answers(describeContainer)
  async describe({ containerId }: RequestOf<typeof describeContainer>): Promise<ReplyOf<typeof describeContainer>> {
    const { record, today, readAt } = await this.description.run(containerId);
    return { ...recorded(record), today, readAt: readAt.toISOString() };
  }

  @Answers(followContainers)
  async follow({ known }: RequestOf<typeof followContainers>): Promise<ReplyOf<typeof followContainers>> {
    return { changed: (await this.following.run(known)).map(recorded) };
  }

  @Answers(suspendContainerRecord)
  async suspend(request: RequestOf<typeof suspendContainerRecord>): Promise<ReplyOf<typeof suspendContainerRecord>> {
    return { containerId: request.containerId, state: await this.suspension.run(request) };
  }
}

function recorded({ id: containerId, version, body }: TrustRecord<'container'>): ReplyOf<typeof followContainers>['changed'][number] {
  const { openedBy: _openedBy, closure, ...rest } = body;
  return { containerId, version, ...rest, ...(closure && { closure: { reason: closure.reason, closedAt: closure.closedAt } }) };
}
