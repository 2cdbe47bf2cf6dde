import { ServiceError, type EventSource } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { EventLog, LoggedEvent } from '../event-log.js';
import { logReasons } from './log-reasons.js';
import type { Judgement, Judgements, Obligation, Obligations } from './obligation.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Before the newest one there is. */
const END = Number.MAX_SAFE_INTEGER;

export interface JudgedObligation {
  readonly obligation: Obligation;
  readonly judgement: Judgement;
}

/** Says of each obligation whether it is met: by the log where it can tell, by people where it cannot (CMP-01). */
export class JudgeCompliance {
  constructor(
    private readonly obligations: Obligations,
    private readonly judgements: Judgements,
    private readonly log: EventLog,
    private readonly clock: Clock,
  ) {}

  async all(): Promise<readonly JudgedObligation[]> {
    const judged: JudgedObligation[] = [];
    for (const obligation of this.obligations.all) judged.push({ obligation, judgement: await this.judgementOf(obligation) });
    return judged;
  }

  /** A person judges what the log cannot. @throws `request.invalid` for another obligation, and for what is open without a deadline to come */
  async judge(obligationId: string, said: Omit<Judgement, 'at'>): Promise<JudgedObligation> {
    const obligation = this.obligations.all.find(({ id }) => id === obligationId);
    if (obligation?.judge.by !== 'people') throw new ServiceError('request.invalid', 'no obligation that people judge has this name');
    const at = this.clock.now();
    if (said.verdict === 'to-be-confirmed' && !(said.deadline !== undefined && said.deadline > at))
      throw new ServiceError('request.invalid', 'what is to be confirmed has a deadline, and that is to come');
    await this.judgements.keep(obligationId, { ...said, at });
    return { obligation, judgement: await this.judgementOf(obligation) };
  }

  private judgementOf(obligation: Obligation): Promise<Judgement> {
    const { judge } = obligation;
    if (judge.by === 'people') return this.saidOf(obligation);
    return 'happened' in judge ? this.happened(judge.happened) : this.settled(judge.settled);
  }

  private async saidOf({ id, everyDays }: Obligation): Promise<Judgement> {
    const now = this.clock.now();
    const last = await this.judgements.last(id);
    const [first] = await this.log.read({}, { after: -1, limit: 1 });
    const due = new Date((last?.at ?? first?.receivedAt ?? now).getTime() + everyDays * DAY_MS);
    if (!last) return { verdict: now > due ? 'failure' : 'to-be-confirmed', by: 'log', at: now, ...logReasons.notJudgedYet(), deadline: due };
    if (last.verdict === 'to-be-confirmed' && last.deadline !== undefined && now > last.deadline)
      return { ...last, verdict: 'failure', ...logReasons.deadlineOver(last.reason) };
    return last.verdict === 'success' && now > due ? { ...last, verdict: 'failure', ...logReasons.judgeAgain(), deadline: due } : last;
  }

  private async happened({
    source,
    type,
    withinHours,
  }: {
    readonly source: EventSource;
    readonly type: string;
    readonly withinHours: number;
  }): Promise<Judgement> {
    const now = this.clock.now();
    const last = await this.last(source, type);
    if (last === undefined) return this.neverHappened(type, withinHours);
    const isMet = now.getTime() - last.receivedAt.getTime() <= withinHours * HOUR_MS;
    return { verdict: isMet ? 'success' : 'failure', by: 'log', at: now, ...logReasons.happenedAt(type, last.position) };
  }

  /** A service that has just begun owes nothing yet. */
  private async neverHappened(type: string, withinHours: number): Promise<Judgement> {
    const now = this.clock.now();
    const [first] = await this.log.read({}, { after: -1, limit: 1 });
    const due = new Date((first?.receivedAt ?? now).getTime() + withinHours * HOUR_MS);
    return { verdict: now > due ? 'failure' : 'to-be-confirmed', by: 'log', at: now, ...logReasons.neverHappened(type), deadline: due };
  }

  private async settled({ source, broken, mended }: { readonly source: EventSource; readonly broken: string; readonly mended: string }): Promise<Judgement> {
    const [fault, repair] = await Promise.all([this.last(source, broken), this.last(source, mended)]);
    const isMet = fault === undefined || (repair !== undefined && repair.sequence > fault.sequence);
    const why = isMet ? logReasons.nothingStands(broken) : logReasons.stands(broken, fault.position);
    return { verdict: isMet ? 'success' : 'failure', by: 'log', at: this.clock.now(), ...why };
  }

  private async last(source: EventSource, type: string): Promise<LoggedEvent | undefined> {
    return (await this.log.read({ source, type }, { before: END, limit: 1 }))[0];
  }
}
