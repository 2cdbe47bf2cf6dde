import type { LifecycleEvent } from '../credential-store.js';
import type { Container, ContainerStop, RecordedContainer } from './container.js';

/** An operator wrote down that a customer is to have a container. */
export function created({ containerId, subscriberId, clientId, name, limits }: Container): LifecycleEvent {
  return {
    type: 'container-created',
    actor: { kind: 'system', id: 'management' },
    outcome: 'success',
    recipient: clientId,
    particulars: { containerId, subscriberId, name, perDay: String(limits.perDay) },
  };
}

/** The owner of the keys has somebody else run them (SEA-04); written down when the quorum opened the container so. */
export function delegated({ containerId, subscriberId }: Container, { to, reference }: NonNullable<Container['delegation']>): LifecycleEvent {
  return {
    type: 'container-delegated',
    actor: { kind: 'system', id: 'sam' },
    outcome: 'success',
    recipient: subscriberId,
    particulars: { containerId, to, reference },
  };
}

/** Its customer or an operator stopped it, or this service heard of it from the SAM. */
export function suspended({ containerId, subscriberId, clientId }: Container, stop?: ContainerStop): LifecycleEvent {
  const by = stop?.by;
  return {
    type: 'container-suspended',
    actor: by?.kind === 'customer' ? { kind: 'client', id: by.clientId } : { kind: 'system', id: by ? 'management' : 'sam' },
    outcome: 'success',
    recipient: clientId,
    ...(by && { cause: by.kind }),
    particulars: { containerId, subscriberId },
  };
}

/** Several people closed it, and the SAM ends what is in it. */
function closed({ containerId, subscriberId, clientId }: Container): LifecycleEvent {
  return {
    type: 'container-closed',
    actor: { kind: 'system', id: 'sam' },
    outcome: 'success',
    recipient: clientId,
    particulars: { containerId, subscriberId },
  };
}

/** What follows from the SAM's record, as events. */
export function followed(container: Container, { state, delegation }: RecordedContainer): readonly LifecycleEvent[] {
  const { containerId, subscriberId, clientId } = container;
  const isFirst = container.state === 'proposed';
  const delegating = isFirst && delegation ? [delegated(container, delegation)] : [];
  if (state === 'suspended' && container.state !== 'suspended') return [...delegating, suspended(container)];
  if (state === 'closed' && container.state !== 'closed') return [...delegating, closed(container)];
  if (state !== 'open' || container.state === 'open') return delegating;
  const particulars = { containerId, subscriberId, ...(isFirst && { isFirst: 'true' }) };
  return [...delegating, { type: 'container-resumed', actor: { kind: 'system', id: 'sam' }, outcome: 'success', recipient: clientId, particulars }];
}
