import type { Container, ContainerStop, RecordedContainer } from './container.js';

/** The SAM, as far as it keeps and stops containers. */
export abstract class ContainerModule {
  /** What its own record says; nothing, if no quorum opened the container. @throws ServiceError `hsm.unavailable`, `clock.unreliable`, `record.tampered` */
  abstract recorded(containerId: string): Promise<RecordedContainer | undefined>;

  /** Those of these whose record it has in a newer version, by their identifiers. @throws ServiceError `hsm.unavailable` */
  abstract changed(known: readonly Pick<Container, 'containerId' | 'recordVersion'>[]): Promise<ReadonlyMap<string, RecordedContainer>>;

  /** Repeating it changes nothing. @throws ServiceError `container.unknown`, `container.state`, `hsm.unavailable`, `record.tampered` */
  abstract suspend(containerId: string, stop: ContainerStop): Promise<void>;
}
