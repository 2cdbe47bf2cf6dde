import type { Policy } from '../../ports/policies.js';
import type { BindingRecord, CodeMeans } from '../../records/record-kinds.js';
import { usableMeans } from '../usable-means.js';

/** Codes in a row whose tries were all wrong: then the means is locked, whatever further codes would be sent. */
const DEAD_CODES = 3;

/** Addresses that codes may go to now: by the channel that the policy names. */
export function codeMeans(binding: Pick<BindingRecord, 'means'>, { code }: Pick<Policy, 'code'>, now: Date): readonly CodeMeans[] {
  return usableMeans(binding, 'one-time-code', now).filter(({ channel }) => channel === code.channel);
}

/** Wrong codes in a row that lock the means. */
export function wrongCodesToLock({ code }: Pick<Policy, 'code'>): number {
  return code.tries * DEAD_CODES;
}
