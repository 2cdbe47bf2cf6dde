import { z } from 'zod';
import { id, request } from '../fields.js';
import { containerDescription, createContainer, listContainers, refreshContainer, suspendContainer } from '../key-lifecycle/containers.js';
import { proposeAct } from '../sam/quorum.js';
import { defineEndpoint, pageQuery } from '../endpoint.js';

const container = request({ containerId: id('ctr') });

/** What is put before the quorum about one, and where its approvers look at it. */
const proposed = proposeAct.reply.omit({ statement: true }).extend({ approvalUrl: z.url() });
const refusals = [...proposeAct.errors, 'operator.unknown', 'operator.forbidden', 'role.forbidden'] as const;

/** Customers' containers: proposed, looked at, stopped. What opens, resumes and closes one is the quorum. */
export const containerEndpoints = {
  createContainer: defineEndpoint({
    method: 'POST',
    path: 'containers',
    status: 201,
    tag: 'container',
    purpose: 'Writes a customer’s container down and puts its opening before the quorum; keys can be made in it once that is decided.',
    body: createContainer.request,
    answer: z.object({ container: containerDescription, proposal: proposed }),
    errors: refusals,
  }),
  listContainers: defineEndpoint({
    method: 'GET',
    path: 'containers',
    status: 200,
    tag: 'container',
    purpose: 'Containers with the credentials in them, oldest first.',
    query: request({ subscriberId: id('sub').optional(), after: id('ctr').optional(), ...pageQuery }),
    answer: listContainers.reply,
    errors: listContainers.errors,
  }),
  describeContainer: defineEndpoint({
    method: 'GET',
    path: 'containers/{containerId}',
    status: 200,
    tag: 'container',
    purpose: 'One container with its limits and the credentials in it.',
    place: container,
    answer: containerDescription,
    errors: ['container.unknown'],
  }),
  suspendContainer: defineEndpoint({
    method: 'POST',
    path: 'containers/{containerId}/suspension',
    status: 201,
    tag: 'container',
    purpose: 'Stops every key of a container at once. The quorum alone has it go on.',
    place: container,
    body: suspendContainer.request.pick({ reason: true }),
    answer: suspendContainer.reply,
    errors: suspendContainer.errors,
  }),
  closeContainer: defineEndpoint({
    method: 'POST',
    path: 'containers/{containerId}/closure',
    status: 201,
    tag: 'container',
    purpose:
      'Puts the end of a container before the quorum: once decided, nothing in it signs any more, its keys are destroyed and their certificates revoked.',
    place: container,
    body: request({ /** What the approvers and the log are told. */ reason: z.string().min(10).max(500) }),
    answer: proposed,
    errors: refusals,
  }),
  refreshContainer: defineEndpoint({
    method: 'POST',
    path: 'containers/{containerId}/refresh',
    status: 200,
    tag: 'container',
    purpose: 'Has what the quorum decided about a container looked at again.',
    place: container,
    answer: refreshContainer.reply,
    errors: refreshContainer.errors,
  }),
} as const;
