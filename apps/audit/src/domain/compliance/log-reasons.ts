import type { Judgement } from './obligation.js';

/** What is said of an obligation, in the languages of the console; what a person wrote stands in it as it was written. */
type Said = Required<Pick<Judgement, 'reason' | 'sentence'>>;

/** Why the log, or the calendar, judges as it does. */
export const logReasons = {
  notJudgedYet: () => said('nobody has judged it yet', 'personne ne l’a encore jugé'),
  deadlineOver: (reason: string) => said(`the deadline is over: ${reason}`, `le délai est passé : ${reason}`),
  judgeAgain: () => said('it was to be judged again', 'un nouveau jugement était dû'),
  happenedAt: (type: string, position: number) => said(`the last ${type} is at position ${position}`, `le dernier ${type} est à la position ${position}`),
  neverHappened: (type: string) => said(`the log has no ${type}`, `le journal n’a pas de ${type}`),
  stands: (type: string, position: number) => said(`${type} at position ${position} stands`, `${type} à la position ${position} demeure`),
  nothingStands: (type: string) => said(`no ${type} stands`, `aucun ${type} ne demeure`),
} as const;

function said(en: string, fr: string): Said {
  return { reason: en, sentence: { en, fr } };
}
