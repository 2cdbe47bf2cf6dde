import { ServiceError } from '@paraph/contracts';
import { Reason } from '../refusals.js';

/** The refusal of evidence. Strangers learn nothing of the reason; the auditor reads it in the event. */
export function refusedEvidence(why: string): ServiceError {
  return new ServiceError('evidence.invalid', 'the evidence is not accepted', { cause: new Reason(why) });
}
