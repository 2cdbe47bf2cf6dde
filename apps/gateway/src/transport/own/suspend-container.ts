import { ServiceError } from '@paraph/contracts';
import { idPattern } from '@paraph/kernel';
import type { ContainerKeeper } from '../../domain/container-keeper.js';
import { CscRefusal, refusals } from '../csc-error.js';
import type { Caller, OwnMethod } from '../method.js';
import type { Members } from '../members.js';
import { serviceBearer } from '../wire/service-bearer.js';

const LONGEST_REASON = 200;

const unknown = { status: 404, error: 'invalid_request', description: 'Unknown container' } as const;
const ended = { status: 409, error: 'invalid_request', description: 'The container is not open' } as const;

/**
 * A customer stops its own container (SEA-02): `POST /paraph/v1/containers/{id}/suspend` by the container's one client, with a token of
 * its own. Nothing here starts it again. CSC has no such method, so it stands beside the versions of the API.
 */
export function suspendContainer(containers: ContainerKeeper): OwnMethod {
  return {
    name: 'containers/suspend',
    path: /^containers\/([^/]+)\/suspend$/,
    method: (containerId) => ({
      access: 'bearer',
      scopes: ['service'],
      answer: async (members, caller) => {
        const { clientId } = clientItself(caller);
        const reason = reasonOf(members);
        if (!idPattern('ctr').test(containerId)) throw new CscRefusal(unknown);
        await containers.suspend(containerId, clientId, reason).catch(inWordsOfTheWire);
        return { status: 200, body: { containerID: containerId, state: 'suspended' } };
      },
    }),
  };
}

/** A token by which the client speaks for itself: one for a person of it is not the customer's word. */
function clientItself(caller: Caller): { readonly clientId: string } {
  const bearer = serviceBearer(caller);
  if (bearer.signerId !== undefined) throw new CscRefusal(refusals.wrongScope);
  return bearer;
}

function reasonOf(members: Members): string {
  const reason = members.raw('reason') ?? 'by the customer';
  if (typeof reason !== 'string' || reason.length > LONGEST_REASON) throw new CscRefusal(refusals.invalid('reason'));
  return reason;
}

function inWordsOfTheWire(failure: unknown): never {
  const code = failure instanceof ServiceError ? failure.code : undefined;
  if (code === 'container.unknown') throw new CscRefusal(unknown, { cause: failure });
  if (code === 'container.state') throw new CscRefusal(ended, { cause: failure });
  throw failure;
}
