import type { ContainerDescription, createContainer, listContainers, ReplyOf, RequestOf, suspendContainer } from '@paraph/contracts';

/** A container as it is asked for. */
export type ContainerRequest = RequestOf<typeof createContainer>;

/** How a container stands. */
export type ContainerState = ReplyOf<typeof suspendContainer>;

/** Who keeps customers' containers. */
export abstract class Containers {
  abstract create(request: ContainerRequest): Promise<ContainerDescription>;
  abstract list(page: RequestOf<typeof listContainers>): Promise<readonly ContainerDescription[]>;
  /** Stops it at once. @throws ServiceError `container.unknown`, `container.state` */
  abstract suspend(containerId: string, reason: string): Promise<ContainerState>;
  /** Has what the SAM decided about it looked at again. @throws ServiceError `container.unknown` */
  abstract refresh(containerId: string): Promise<ContainerState>;
}
