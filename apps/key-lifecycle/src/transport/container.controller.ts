import { Controller } from '@nestjs/common';
import {
  createContainer,
  listContainers,
  refreshContainer,
  suspendContainer,
  type ContainerDescription,
  type ReplyOf,
  type RequestOf,
} from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { ContainerStore } from '../domain/containers/container-store.js';
import type { Container } from '../domain/containers/container.js';
import { CreateContainer } from '../domain/containers/create-container.js';
import { RefreshContainer } from '../domain/containers/refresh-container.js';
import { SuspendContainer } from '../domain/containers/suspend-container.js';

/** The calls about customers' containers. */
@Controller()
export class ContainerController {
  constructor(
    private readonly creation: CreateContainer,
    private readonly containers: ContainerStore,
    private readonly refreshing: RefreshContainer,
    private readonly suspension: SuspendContainer,
  ) {}

  @Answers(createContainer)
  async create(request: RequestOf<typeof createContainer>): Promise<ReplyOf<typeof createContainer>> {
    return described({ ...(await this.creation.run(request)), credentialIds: [] });
  }

  @Answers(listContainers)
  async list(page: RequestOf<typeof listContainers>): Promise<ReplyOf<typeof listContainers>> {
    return { containers: (await this.containers.list(page)).map(described) };
  }

  @Answers(refreshContainer)
  async refresh({ containerId }: RequestOf<typeof refreshContainer>): Promise<ReplyOf<typeof refreshContainer>> {
    return { containerId, state: await this.refreshing.run(containerId) };
  }

  @Answers(suspendContainer)
  async suspend({ containerId, ...stop }: RequestOf<typeof suspendContainer>): Promise<ReplyOf<typeof suspendContainer>> {
    return { containerId, state: await this.suspension.run(containerId, stop) };
  }
}

function described({
  createdAt,
  credentialIds,
  closure,
  recordVersion: _version,
  ...container
}: Container & { readonly credentialIds: readonly string[] }): ContainerDescription {
  const ended = closure && { closure: { reason: closure.reason, closedAt: closure.closedAt.toISOString() } };
  return { ...container, ...ended, credentialIds: [...credentialIds], createdAt: createdAt.toISOString() };
}
