import type { TransactionStage } from '@paraph/contracts';
import { stageOf } from './stages.js';
import type { ToldEvent } from './told-event.js';

/** What ties a step to an earlier one. */
export interface Tie {
  readonly to: number;
  readonly by: string;
  readonly value: string;
}

export interface Step {
  readonly stage: TransactionStage;
  readonly told: ToldEvent;
  readonly ties: readonly Tie[];
}

/** By what steps name the same thing. */
const TIES = ['activationId', 'attemptId', 'keyId', 'credentialId', 'enrolmentId', 'hashSet', 'fingerprint', 'serialNumber', 'requestId'] as const;

/** The steps in their order, each with the first one that named the same. */
export function tieSteps(events: readonly ToldEvent[]): readonly Step[] {
  const first = new Map<string, number>();
  return events.map((told) => {
    const ties: Tie[] = [];
    for (const [by, value] of namesIn(told)) {
      const key = `${by} ${value}`;
      const to = first.get(key);
      if (to === undefined) first.set(key, told.logged.position);
      else ties.push({ to, by, value });
    }
    return { stage: stageOf[told.says.type] ?? 'afterwards', told, ties };
  });
}

function namesIn({ says: { particulars } }: ToldEvent): readonly (readonly [string, string])[] {
  const { reference } = particulars;
  // Evidence names what it was given for by one word, whatever that is.
  const of = {
    ...particulars,
    ...(reference?.startsWith('act_') === true && { activationId: reference }),
    ...(reference?.startsWith('enr_') === true && { enrolmentId: reference }),
  };
  return TIES.flatMap((by) => {
    const value = (of as Readonly<Record<string, string>>)[by];
    return value === undefined || value === '' ? [] : [[by, value] as const];
  });
}
