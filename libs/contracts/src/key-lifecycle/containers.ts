import { z } from 'zod';
import { defineCall } from '../call.js';
import { id, moment, reply, request } from '../fields.js';
import { statedClosure, statedDelegation, statedLimits } from '../sam/containers.js';
import { containerLimits } from '../sam/quorum.js';

/** States of a container: asked for, opened by the quorum, stopped, ended. */
export const containerStates = ['proposed', 'open', 'suspended', 'closed'] as const;

/** Who runs the keys in the owner's name, and on which paper (SEA-04). */
export const delegation = request({ to: z.string().min(1).max(200), reference: z.string().min(1).max(200) });

/** A customer's container as its operators see it. */
export const containerDescription = reply({
  containerId: id('ctr'),
  subscriberId: id('sub'),
  clientId: id('cli'),
  name: z.string(),
  state: z.enum(containerStates),
  limits: statedLimits,
  delegation: statedDelegation.optional(),
  /** Of a closed one: why, and since when nothing in it signs. */
  closure: statedClosure.optional(),
  /** What is in it and not destroyed yet. */
  credentialIds: z.array(id('cred')),
  createdAt: moment,
});
export type ContainerDescription = z.output<typeof containerDescription>;

export const createContainer = defineCall({
  service: 'key-lifecycle',
  name: 'createContainer',
  version: 1,
  purpose: 'Writes down a container that a customer is to have (SEA-01). It holds no key before the quorum opened it in the SAM.',
  request: request({
    subscriberId: id('sub'),
    clientId: id('cli'),
    name: z.string().min(1).max(200),
    limits: containerLimits,
    delegation: delegation.optional(),
  }),
  reply: containerDescription,
  errors: [],
  callers: ['management'],
  budgetMs: 3_000,
});

export const listContainers = defineCall({
  service: 'key-lifecycle',
  name: 'listContainers',
  version: 2,
  purpose: 'Containers with the credentials in them, oldest first: of one subscriber, or of all, a page at a time.',
  request: request({
    subscriberId: id('sub').optional(),
    containerId: id('ctr').optional(),
    /** The last container of the page before. */ after: id('ctr').optional(),
    limit: z.number().int().min(1).max(200).default(50),
  }),
  reply: reply({ containers: z.array(containerDescription) }),
  errors: [],
  callers: ['management'],
  budgetMs: 3_000,
});

export const refreshContainer = defineCall({
  service: 'key-lifecycle',
  name: 'refreshContainer',
  version: 1,
  purpose:
    'Has key-lifecycle look again at the SAM’s record of a container, after the quorum opened, resumed or closed it, without waiting for its own next look.',
  request: request({ containerId: id('ctr') }),
  reply: reply({ containerId: id('ctr'), state: z.enum(containerStates) }),
  errors: ['container.unknown', 'hsm.unavailable', 'hsm.refused', 'clock.unreliable', 'record.tampered'],
  callers: ['management'],
  budgetMs: 5_000,
});

export const suspendContainer = defineCall({
  service: 'key-lifecycle',
  name: 'suspendContainer',
  version: 1,
  purpose: 'Suspends a container, in the SAM first. Stopping is cheap: one operator may, and the customer itself, by the one client of the container.',
  request: request({
    containerId: id('ctr'),
    by: z.discriminatedUnion('kind', [request({ kind: z.literal('customer'), clientId: id('cli') }), request({ kind: z.literal('operator') })]),
    reason: z.string().max(200),
  }),
  reply: reply({ containerId: id('ctr'), state: z.enum(containerStates) }),
  errors: ['container.unknown', 'container.state', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['gateway', 'management'],
  budgetMs: 6_000,
});
