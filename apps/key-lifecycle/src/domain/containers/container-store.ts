import type { LifecycleEvent } from '../credential-store.js';
import type { Container, RecordedContainer } from './container.js';

/** Which containers: of one subscriber or of all, behind one of them, so many. */
export interface ContainerPage {
  readonly subscriberId?: string | undefined;
  readonly containerId?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Where containers are kept. A change and its events are one transaction. */
export abstract class ContainerStore {
  abstract add(container: Container, event: LifecycleEvent): Promise<void>;
  abstract find(containerId: string): Promise<Container | undefined>;

  /**
   * Takes over what the SAM's record says, with the events of it, if the container is still as it was read. Answers false if somebody else was first.
   */
  abstract follow(container: Container, recorded: RecordedContainer, events: readonly LifecycleEvent[]): Promise<boolean>;

  /** Those that may still change, by their identifiers, behind one of them. */
  abstract notClosed(after: string, limit: number): Promise<readonly Container[]>;

  /** Oldest first, each with the credentials in it that are not destroyed. */
  abstract list(page: ContainerPage): Promise<readonly (Container & { readonly credentialIds: readonly string[] })[]>;
}
