import { eventSources } from '@paraph/contracts';
import { z } from 'zod';

const type = z.string().regex(/^[a-z]+(?:-[a-z]+)*$/);
const source = z.enum(eventSources);
const words = z.strictObject({ en: z.string().min(1), fr: z.string().min(1) });

/** Something the provider owes, as policy data has it (CMP-01). */
export const obligation = z.strictObject({
  id: type,
  /** The requirement it comes from. */
  requirement: z.string().regex(/^[A-Z]{3}-\d{2}$/),
  /** How often it is to be judged. */
  everyDays: z.number().int().positive().max(3_660),
  title: words,
  judge: z.union([
    z.strictObject({ by: z.literal('people') }),
    /** An event of this type is no older than that. */
    z.strictObject({ by: z.literal('log'), happened: z.strictObject({ source, type, withinHours: z.number().int().positive() }) }),
    /** What was broken is mended: the last event of the one type is older than the last of the other. */
    z.strictObject({ by: z.literal('log'), settled: z.strictObject({ source, broken: type, mended: type }) }),
  ]),
});
export type Obligation = z.output<typeof obligation>;

/** The file of obligations; no two have one name. */
export const obligations = z
  .array(obligation)
  .max(200)
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'expected each id once');

/** How a compliance check ends (CMP-01). */
export const verdicts = ['success', 'failure', 'to-be-confirmed'] as const;
export type Verdict = (typeof verdicts)[number];

/** What was said of an obligation. */
export interface Judgement {
  readonly verdict: Verdict;
  /** An operator, or `log`. */
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
  /** The reason in the languages of the console, where it is not just what a person wrote. */
  readonly sentence?: { readonly en: string; readonly fr: string };
  /** Until when what is open is to be settled. */
  readonly deadline?: Date;
}

/** Judgements of people. Each is kept with its event, in one transaction; none is ever changed. */
export abstract class Judgements {
  abstract last(obligationId: string): Promise<Judgement | undefined>;
  abstract keep(obligationId: string, judgement: Judgement): Promise<void>;
}

/** The obligations there are, as the settings name them. */
export class Obligations {
  constructor(readonly all: readonly Obligation[]) {}
}
