/** Who stops a customer's container on the customer's own word. */
export abstract class ContainerKeeper {
  /** Repeating it changes nothing. @throws ServiceError `container.unknown` also for another client's, `container.state` */
  abstract suspend(containerId: string, clientId: string, reason: string): Promise<void>;
}
