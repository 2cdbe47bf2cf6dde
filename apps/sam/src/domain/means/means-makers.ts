import type { Registration } from '@paraph/contracts';
import type { Policy } from '../ports/policies.js';
import type { OfferedMeans } from './means-offers.js';

/** What a registration is held against. */
export interface ExpectedMeans {
  /** 32 bytes: the enrolment's or change's own challenge, recomputed from what the SAM stored. */
  readonly challenge: Uint8Array;
  readonly policy: Policy;
}

/** Verifies what the approval page registered and makes a means of it. What was typed is in no value it answers. */
export abstract class MeansMakers {
  /** @throws `evidence.invalid`; the detail never says which check failed, the cause does; `hsm.unavailable` */
  abstract make(registration: Registration, expected: ExpectedMeans): Promise<OfferedMeans>;
}
