import { acceptCorrelationId, correlationId, runWork, type Bus } from '@paraph/platform';

/**
 * The bus for work that outlives the call it began in: a try at an authority goes on when nobody waits for it any more, and so do the questions it
 * has for the SAM. Each has its own call's budget, and not what is left of another deadline.
 */
export function unhurried(bus: Pick<Bus, 'call'>): Pick<Bus, 'call'> {
  return { call: (call, request) => runWork({ correlationId: acceptCorrelationId(correlationId()) }, () => bus.call(call, request)) };
}
