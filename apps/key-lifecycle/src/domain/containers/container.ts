import type { ContainerDescription, ContainerLimits } from '@paraph/contracts';

/** States of a container: asked for, opened by the quorum, stopped, ended. */
export type ContainerState = ContainerDescription['state'];

/** A customer's container as this service follows it (SEA-01). Who may use its keys, and how much, only the SAM's own record says. */
export interface Container {
  readonly containerId: string;
  readonly subscriberId: string;
  readonly clientId: string;
  readonly name: string;
  readonly limits: ContainerLimits;
  /** Who runs the keys in the owner's name, and on which paper (SEA-04). */
  readonly delegation?: { readonly to: string; readonly reference: string } | undefined;
  readonly state: ContainerState;
  /** Of the SAM's record that was taken over last; 0 before there was one. */
  readonly recordVersion: number;
  /** Of a closed one: the quorum's reason, and when it decided. */
  readonly closure?: { readonly reason: string; readonly closedAt: Date } | undefined;
  readonly createdAt: Date;
}

/** What the SAM's record says of a container, as far as this service takes it over. */
export type RecordedContainer = Pick<Container, 'subscriberId' | 'clientId' | 'name' | 'limits' | 'delegation' | 'recordVersion' | 'closure'> & {
  readonly state: Exclude<ContainerState, 'proposed'>;
};

/** Who wants a container stopped, and why. */
export interface ContainerStop {
  readonly by: { readonly kind: 'customer'; readonly clientId: string } | { readonly kind: 'operator' };
  readonly reason: string;
}
