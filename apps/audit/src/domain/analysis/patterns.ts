import type { Activity } from './activity.js';

/** What is looked for in the activity of an hour, and what it means (AUD-06, OPS-01). The table is closed. */
export const patterns = {
  'failed-attempts': {
    en: 'Many tries failed within an hour that were made by one client, signer or operator, or made on one.',
    fr: 'De nombreuses tentatives d’un même client, signataire ou opérateur, ou le visant, ont échoué en une heure.',
  },
  'unusual-rate': {
    en: 'More than three times as many events of a kind as in the busiest hour of the 28 days before.',
    fr: 'Plus de trois fois le nombre d’événements d’un type observé pendant l’heure la plus chargée des 28 jours précédents.',
  },
  'unusual-hour': {
    en: 'An operator acted at an hour of the day at which nobody with a role had acted in the 28 days before.',
    fr: 'Un opérateur a agi à une heure de la journée à laquelle aucun rôle de confiance n’avait agi au cours des 28 jours précédents.',
  },
  'clock-skew': {
    en: 'A source’s events are from the future, or its shortest delay is far from that of the others: its clock is not theirs.',
    fr: 'Les événements d’une source viennent du futur, ou leur plus court délai est loin de celui des autres : son horloge n’est pas la leur.',
  },
} as const;

export type PatternName = keyof typeof patterns;

/** Something that is not as usual. */
export interface Pattern {
  readonly pattern: PatternName;
  readonly hour: Date;
  readonly subject: string;
  readonly count: number;
  /** What it was compared with. */
  readonly usual: number;
}

/** What an hour is compared with: the 28 days before it. */
export interface History {
  /** The most of each subject in any one hour. */
  readonly busiest: ReadonlyMap<string, number>;
  /** Hours of the day (UTC) at which operators acted. */
  readonly roleHours: ReadonlySet<number>;
  /** Days of which there is any activity. */
  readonly days: number;
}

/** A person mistypes; a client of many people may be refused often. */
const FAILURES = { client: 50, person: 10 };
const TIMES = 3;
/** Less than this is no rate. */
const RATE = 50;
/** With less behind it, nothing is usual yet. */
const DAYS = 7;
const SKEW = { ahead: 2_000, behind: 10_000 };

/** What is not as usual in one hour. Each rule is a comparison of two numbers that anybody can make again by hand. */
export function judgeHour(hour: Date, activity: readonly Activity[], history: History): readonly Pattern[] {
  const found = (pattern: PatternName, { subject, count }: Activity, usual: number): Pattern => ({ pattern, hour, subject, count, usual });
  const of = (kind: Activity['kind']): readonly Activity[] => activity.filter((one) => one.kind === kind);
  const isKnown = history.days >= DAYS;
  const failures = of('failure').flatMap((one) => {
    const most = one.subject.startsWith('cli_') ? FAILURES.client : FAILURES.person;
    return one.count >= most ? [found('failed-attempts', one, most)] : [];
  });
  const rates = of('event').flatMap((one) => {
    const busiest = history.busiest.get(one.subject) ?? 0;
    return isKnown && one.count >= RATE && one.count > TIMES * busiest ? [found('unusual-rate', one, busiest)] : [];
  });
  const hours = of('role').flatMap((one) =>
    isKnown && history.roleHours.size > 0 && !history.roleHours.has(hour.getUTCHours()) ? [found('unusual-hour', one, 0)] : [],
  );
  return [...failures, ...rates, ...hours, ...clocks(of('delay')).map(({ one, usual }) => found('clock-skew', one, usual))];
}

/** On its way an event takes no time worth the name: what differs between sources are their clocks. */
function clocks(delays: readonly Activity[]): readonly { readonly one: Activity; readonly usual: number }[] {
  return delays.flatMap((one) => {
    const others = delays.filter(({ subject }) => subject !== one.subject).map(({ count }) => count);
    const usual = others.length === 0 ? 0 : Math.min(...others);
    return one.count < -SKEW.ahead || (others.length > 0 && one.count - Math.max(usual, 0) > SKEW.behind) ? [{ one, usual }] : [];
  });
}
