import { z } from 'zod';
import { defineCall } from '../call.js';
import { id, moment, oid, reply, request } from '../fields.js';

/** States of a container, by the SAM's own record. */
export const containerRecordStates = ['open', 'suspended', 'closed'] as const;

/** Limits as they are told: what `containerLimits` has, tolerant. */
export const statedLimits = reply({
  perDay: z.number().int(),
  hours: reply({ from: z.number().int(), to: z.number().int() }).optional(),
  digestAlgorithms: z.array(oid).optional(),
});

/** A delegation as it is told. */
export const statedDelegation = reply({ to: z.string(), reference: z.string() });

/** The end of a container as it is told: the quorum's reason, and when it decided. */
export const statedClosure = reply({ reason: z.string(), closedAt: moment });

/** How many containers one call follows. */
export const FOLLOWED_CONTAINERS = 500;

/** What the SAM's own record says of a container. Each change of it is a version of its own. */
const recorded = {
  containerId: id('ctr'),
  state: z.enum(containerRecordStates),
  subscriberId: id('sub'),
  clientId: id('cli'),
  name: z.string(),
  limits: statedLimits,
  delegation: statedDelegation.optional(),
  /** Of a closed one. */
  closure: statedClosure.optional(),
};

export const describeContainer = defineCall({
  service: 'sam',
  name: 'describeContainer',
  version: 1,
  purpose: 'What the SAM’s own record says of a container: whose it is, which client’s orders its keys follow, within which limits.',
  request: request({ containerId: id('ctr') }),
  reply: reply({
    ...recorded,
    /** Of the record; one of an earlier release does not say. */
    version: z.number().int().positive().optional(),
    /** The day of UTC that is counted, and how many signatures its orders took of it. */
    today: z.object({ day: z.string(), taken: z.number().int().nonnegative() }),
    readAt: moment,
  }),
  errors: ['container.unknown', 'hsm.unavailable', 'hsm.refused', 'clock.unreliable', 'record.tampered'],
  callers: ['key-lifecycle'],
  budgetMs: 3_000,
});

export const followContainers = defineCall({
  service: 'sam',
  name: 'followContainers',
  version: 1,
  purpose: 'Those of these containers whose record the SAM has in a newer version than the caller. What did not change costs neither database nor token.',
  request: request({
    known: z
      .array(request({ containerId: id('ctr'), /** 0 where no record was seen yet. */ version: z.number().int().nonnegative() }))
      .min(1)
      .max(FOLLOWED_CONTAINERS),
  }),
  reply: reply({ changed: z.array(z.object({ ...recorded, version: z.number().int().positive() })) }),
  errors: ['hsm.unavailable', 'hsm.refused'],
  callers: ['key-lifecycle'],
  budgetMs: 8_000,
});

export const suspendContainer = defineCall({
  service: 'sam',
  name: 'suspendContainer',
  version: 1,
  purpose: 'Has no key of a container sign any more until a quorum resumes it. A customer names the container of its own client. Repeating it changes nothing.',
  request: request({
    containerId: id('ctr'),
    /** The customer, through the one client of the container, or the operator. */
    by: z.discriminatedUnion('kind', [request({ kind: z.literal('customer'), clientId: id('cli') }), request({ kind: z.literal('operator') })]),
    reason: z.string().max(200),
  }),
  reply: reply({ containerId: id('ctr'), state: z.enum(containerRecordStates) }),
  errors: ['container.unknown', 'container.state', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['key-lifecycle'],
  budgetMs: 4_000,
});
